/// Chooses what a character is asked that lies outside of what they can know, do or be, and what
/// lies just inside.
@NullMarked
package dev.understudy.experience.horizon;

import org.jspecify.annotations.NullMarked;
