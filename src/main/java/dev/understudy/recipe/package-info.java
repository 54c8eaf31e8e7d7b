/// Typed settings from YAML; every problem reported at once.
@NullMarked
package dev.understudy.recipe;

import org.jspecify.annotations.NullMarked;
