package dev.understudy.experience;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The character never speaks as a machine or an assistant. To repeat a visitor's strange word is
/// no leak; to own up to it is.
record LeaksRule() implements Rule {
  private static final Pattern LEAK =
      Pattern.compile(
          "\\bas an? (?:ai|artificial|language model|assistant|chatbot|computer)\\b"
              + "|\\bi(?: am|['’]m) (?:an? )?(?:ai\\b|artificial|language model|chatbot|computer|virtual)"
              + "|\\bhow (?:can|may) i (?:assist|help) you\\b"
              + "|\\bmy (?:training data|knowledge cutoff|programming)\\b",
          Pattern.CASE_INSENSITIVE);

  @Override
  public Stream<Finding> check(Dataset d) {
    List<String> reasons = d.own().flatMap(LeaksRule::leaks).toList();
    return Stream.of(Finding.none("turns that speak as a machine", reasons));
  }

  private static Stream<String> leaks(Dataset.Placed t) {
    Matcher m = LEAK.matcher(t.turn().text());
    return m.results().map(r -> t.place() + ": \"" + r.group() + "\"");
  }
}
