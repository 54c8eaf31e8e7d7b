/// What went wrong, told so that a person can mend it.
@NullMarked
package dev.understudy.problem;

import org.jspecify.annotations.NullMarked;
