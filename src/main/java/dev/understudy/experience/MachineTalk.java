package dev.understudy.experience;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Words with which a machine or an assistant speaks of itself. To repeat a visitor's strange word
/// is no leak; to own up to it is.
public final class MachineTalk {
  private static final Pattern LEAK =
      Pattern.compile(
          "\\bas an? (?:ai|artificial|language model|assistant|chatbot|computer)\\b"
              + "|\\bi(?: am|['’]m) (?:an? )?(?:ai\\b|artificial|language model|chatbot|computer|virtual)"
              + "|\\bhow (?:can|may) i (?:assist|help) you\\b"
              + "|\\bmy (?:training data|knowledge cutoff|programming)\\b",
          Pattern.CASE_INSENSITIVE);

  private MachineTalk() {}

  /// What is said so, in its own words.
  public static Stream<String> in(String text) {
    return LEAK.matcher(text).results().map(MatchResult::group);
  }
}
