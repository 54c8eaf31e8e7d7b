package dev.understudy.experience.script;

/// What came of reading a reply.
sealed interface Reading {
  record Fits(Script script) implements Reading {}

  record Misfit(Refusal why) implements Reading {}
}
