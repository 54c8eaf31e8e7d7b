/// Experiences on disk and the checker of a character's dataset.
@NullMarked
package dev.understudy.experience;

import org.jspecify.annotations.NullMarked;
