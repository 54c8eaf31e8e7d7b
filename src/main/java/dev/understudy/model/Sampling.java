package dev.understudy.model;

import dev.understudy.problem.Problems;
import java.util.List;

/// How the next token is chosen, and when to stop.
///
/// Order: repetition penalty, temperature, top-k, top-p. The penalty (Keskar et al. 2019, CTRL,
/// section 4.1) divides positive logits and multiplies negative ones of every token that occurs
/// among the last 256 tokens this side has said: in this reply and in its earlier replies in the
/// prompt. What others said does not count, so a name from a question or a memory may be taken up.
///
/// @param temperature divides the logits; 0 always takes the likeliest token
/// @param topK only that many likeliest tokens may be drawn; 0: no limit
/// @param topP only the likeliest tokens that together have this probability may be drawn; 1: no
///   limit
/// @param repetitionPenalty at least 1; 1: none
/// @param seed the same seed gives the same text for the same prompt, alone or in a batch
/// @param maxTokens longest reply
/// @param stop texts that end the reply; they are not part of it
public record Sampling(
    double temperature,
    int topK,
    double topP,
    double repetitionPenalty,
    long seed,
    int maxTokens,
    List<String> stop) {
  private static final String WHERE = "sampling settings";

  public Sampling {
    Problems problems = new Problems();
    if (!(temperature >= 0) || temperature > 10) {
      problems.add(WHERE, "temperature is " + temperature, "Choose one from 0 to 10.");
    }
    if (topK < 0) {
      problems.add(WHERE, "top-k is " + topK, "Choose 0 (no limit) or more.");
    }
    if (!(topP > 0) || topP > 1) {
      problems.add(WHERE, "top-p is " + topP, "Choose one above 0, at most 1.");
    }
    if (!(repetitionPenalty >= 1) || repetitionPenalty > 10) {
      problems.add(WHERE, "the repetition penalty is " + repetitionPenalty, "Choose 1 to 10.");
    }
    if (maxTokens < 1) {
      problems.add(WHERE, "the longest reply is " + maxTokens + " tokens", "Choose 1 or more.");
    }
    if (stop.stream().anyMatch(String::isEmpty)) {
      problems.add(WHERE, "a stop text is empty", "Leave it out.");
    }
    problems.throwIfAny();
    stop = List.copyOf(stop);
  }

  /// For talk: penalised for repeating itself, because small models loop, and cooler than usual,
  /// because they ramble (`docs/lab.md`).
  public static Sampling chat() {
    return new Sampling(0.3, 0, 0.95, 1.15, 1, 200, List.of());
  }

  /// Always the likeliest token, nothing penalised: for measuring.
  public static Sampling greedy(int maxTokens) {
    return new Sampling(0, 0, 1, 1, 0, maxTokens, List.of());
  }

  public Sampling withSeed(long newSeed) {
    return new Sampling(temperature, topK, topP, repetitionPenalty, newSeed, maxTokens, stop);
  }

  public Sampling withMaxTokens(int most) {
    return new Sampling(temperature, topK, topP, repetitionPenalty, seed, most, stop);
  }

  public Sampling withStop(List<String> texts) {
    return new Sampling(temperature, topK, topP, repetitionPenalty, seed, maxTokens, texts);
  }
}
