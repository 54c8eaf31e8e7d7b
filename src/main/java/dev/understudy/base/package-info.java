/// Finds a base model by alias, repo id or path, and fetches what is missing.
@NullMarked
package dev.understudy.base;

import org.jspecify.annotations.NullMarked;
