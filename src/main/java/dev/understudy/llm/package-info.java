/// The port to language models: a request, a reply, what it used, and how to ask patiently.
@NullMarked
package dev.understudy.llm;

import org.jspecify.annotations.NullMarked;
