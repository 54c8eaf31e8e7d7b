/// Makes a dataset step by step: sources in, checked experiences out.
@NullMarked
package dev.understudy.pipeline.make;

import org.jspecify.annotations.NullMarked;
