package dev.understudy.experience.script;

import dev.understudy.person.Scene;
import java.util.OptionalInt;

/// Somebody of today comes and asks.
record Visit(String visitor, Scene scene, OptionalInt age) {}
