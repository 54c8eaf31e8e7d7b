/// Trained characters in the formats other programs read, each proved by reading it back.
@NullMarked
package dev.understudy.export;

import org.jspecify.annotations.NullMarked;
