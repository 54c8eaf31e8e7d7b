/// The in-process base model as a language model that keeps to shapes.
@NullMarked
package dev.understudy.llm.local;

import org.jspecify.annotations.NullMarked;
