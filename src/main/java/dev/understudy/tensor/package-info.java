/// Weights on disk: safetensors and GGUF, read by memory mapping, written streaming.
@NullMarked
package dev.understudy.tensor;

import org.jspecify.annotations.NullMarked;
