package dev.understudy.llm;

/// How many tokens a text has, without the model's own tokenizer: a guess for limits, budgets and
/// what is told before anything is spent. Four letters of English make a token, of other scripts
/// fewer; it errs to the high side.
final class Tokens {
  private static final double LATIN = 3.5;
  private static final double OTHER = 1.2;

  /// What roles and marks around a message take.
  private static final int A_MESSAGE = 5;

  private Tokens() {}

  static long of(String text) {
    long latin = text.chars().filter(c -> c < 0x250).count();
    return (long) Math.ceil(latin / LATIN + (text.length() - latin) / OTHER);
  }

  /// What a request reads, and the most it lets be written.
  static Usage atMost(ChatRequest request) {
    long input = request.messages().stream().mapToLong(m -> of(m.text()) + A_MESSAGE).sum();
    return new Usage(input, request.sampling().mostTokens());
  }
}
