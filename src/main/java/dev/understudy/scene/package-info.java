/// From passages to what can be played: the character's sheet, memories, and planned scenes.
@NullMarked
package dev.understudy.scene;

import org.jspecify.annotations.NullMarked;
