/// The decoder on libtorch, tokenizer, chat template, LoRA, sampling and generation.
@NullMarked
package dev.understudy.model;

import org.jspecify.annotations.NullMarked;
