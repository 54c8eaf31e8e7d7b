/// Finds the memories that fit what was just said, and none when nothing fits.
@NullMarked
package dev.understudy.recall;

import org.jspecify.annotations.NullMarked;
