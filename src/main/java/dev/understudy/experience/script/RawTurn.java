package dev.understudy.experience.script;

/// A turn as the reply has it, before names and actions are resolved.
///
/// @param who empty for narration
record RawTurn(String who, String does, String text) {
  static RawTurn narration(String text) {
    return new RawTurn("", "", text);
  }

  boolean isNarration() {
    return who.isEmpty();
  }
}
