package dev.understudy.llm;

import java.util.OptionalDouble;

/// How far asking has come.
///
/// @param what what is being asked for
/// @param done requests with an outcome
/// @param all requests
/// @param journalled outcomes that were kept already
/// @param failed requests that have no answer
/// @param usage tokens of the calls made in this round
/// @param cost of them; 0 without a price
/// @param perSecond calls made in a second, since the round began
public record AskProgress(
    String what,
    int done,
    int all,
    int journalled,
    int failed,
    Usage usage,
    double cost,
    double perSecond) {

  /// None while nothing is known of the pace.
  public OptionalDouble secondsLeft() {
    return done == all
        ? OptionalDouble.of(0)
        : perSecond > 0 ? OptionalDouble.of((all - done) / perSecond) : OptionalDouble.empty();
  }
}
