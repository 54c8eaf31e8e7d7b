/// Experiences in, adapter out; the loop is readable top to bottom.
@NullMarked
package dev.understudy.train;

import org.jspecify.annotations.NullMarked;
