/// Trains the decoder: losses and gradients by hand, of LoRA adapters or of all weights.
@NullMarked
package dev.understudy.model.learn;

import org.jspecify.annotations.NullMarked;
