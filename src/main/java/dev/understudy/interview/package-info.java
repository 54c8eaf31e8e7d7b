/// Ask the character, and tell what the answers are worth: right, denied, leaking, looping.
@NullMarked
package dev.understudy.interview;

import org.jspecify.annotations.NullMarked;
