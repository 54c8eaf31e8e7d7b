package dev.understudy.experience.script;

/// Why a reply, or a part of one, is not kept.
///
/// @param filter the name it is counted under
record Refusal(String filter, String reason) {
  static Refusal format(String reason) {
    return new Refusal("format", reason);
  }

  static Refusal speakers(String reason) {
    return new Refusal("speakers", reason);
  }
}
