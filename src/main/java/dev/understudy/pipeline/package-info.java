/// The stages in order, the character's folder, runs and the demo.
@NullMarked
package dev.understudy.pipeline;

import org.jspecify.annotations.NullMarked;
