/// Plays scenes: asks a model for scripts, ordinary and protective, and reads what comes back.
@NullMarked
package dev.understudy.experience.script;

import org.jspecify.annotations.NullMarked;
