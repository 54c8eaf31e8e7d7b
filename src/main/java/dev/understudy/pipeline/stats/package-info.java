/// What a character's dataset holds, in numbers, and the page that shows them.
@NullMarked
package dev.understudy.pipeline.stats;

import org.jspecify.annotations.NullMarked;
