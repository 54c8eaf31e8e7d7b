/// Sends the numbers of a training to where people watch them. Whatever goes wrong here is told
/// once and never stops a training.
@NullMarked
package dev.understudy.pipeline.track;

import org.jspecify.annotations.NullMarked;
