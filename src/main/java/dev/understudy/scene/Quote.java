package dev.understudy.scene;

import java.util.List;
import java.util.Optional;

/// Words that a model says it took from a passage.
final class Quote {
  private static final int LEAST_WORDS = 3;

  private Quote() {}

  /// Why a quote proves nothing, if so. Spaces, quotation marks, dashes and case may differ; words
  /// left out have to be marked by an ellipsis.
  static Optional<String> unfounded(String quote, String passage) {
    String text = Words.plain(passage);
    int from = 0;
    for (String part : parts(quote)) {
      int at = text.indexOf(part, from);
      if (at < 0) {
        return Optional.of("its quote is not in the passage");
      }
      from = at + part.length();
    }
    return Words.count(quote) < LEAST_WORDS
        ? Optional.of("its quote is too short to prove anything")
        : Optional.empty();
  }

  private static List<String> parts(String quote) {
    return List.of(quote.split("\\[?(?:…|\\.{3})]?")).stream()
        .map(part -> Words.plain(part).replaceAll("^[\"'\\s]+|[\"'\\s.,;:]+$", ""))
        .filter(part -> !part.isEmpty())
        .toList();
  }
}
