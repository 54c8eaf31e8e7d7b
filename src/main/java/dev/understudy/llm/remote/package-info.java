/// Providers of language models reached over HTTP.
@NullMarked
package dev.understudy.llm.remote;

import org.jspecify.annotations.NullMarked;
