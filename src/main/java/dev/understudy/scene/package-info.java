/// Draws memories from passages, and plans the scenes in which they are told.
@NullMarked
package dev.understudy.scene;

import org.jspecify.annotations.NullMarked;
