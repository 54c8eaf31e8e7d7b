package dev.understudy.experience.filter;

import java.util.Locale;

/// A fact that a scene tells of the character's life, and how it stands to the profile.
record Claim(String quote, String evidence, Verdict verdict) {
  enum Verdict {
    SUPPORTED,
    UNSUPPORTED,
    CONTRADICTED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Verdict named(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }
}
