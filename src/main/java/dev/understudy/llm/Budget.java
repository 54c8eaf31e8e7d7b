package dev.understudy.llm;

import java.util.Optional;

/// How much all calls in one journal may use together, over all runs.
///
/// @param money in that of the [Price]
/// @param tokens read and written
public record Budget(Optional<Double> money, Optional<Long> tokens) {
  public static final Budget UNLIMITED = new Budget(Optional.empty(), Optional.empty());

  public static Budget ofTokens(long most) {
    return new Budget(Optional.empty(), Optional.of(most));
  }

  public static Budget ofMoney(double most) {
    return new Budget(Optional.of(most), Optional.empty());
  }

  /// True when so much is still within it.
  boolean allows(double spent, long used) {
    return money.map(most -> spent <= most + 1e-9).orElse(true)
        && tokens.map(most -> used <= most).orElse(true);
  }

  /// `12.5 of money` and the like, for messages.
  String told() {
    String inMoney = money.map(m -> "%.2f in money".formatted(m)).orElse("");
    String inTokens = tokens.map(t -> "%,d tokens".formatted(t)).orElse("");
    return inMoney + (inMoney.isEmpty() || inTokens.isEmpty() ? "" : " and ") + inTokens;
  }
}
