package dev.understudy.experience.script;

import java.util.List;
import java.util.Optional;

/// Whether somebody who is pressed about what they cannot know is at a loss: asks back or denies in
/// at least half of the answers.
///
/// This finds what no rule on single sentences can: talk of the thing that never names it. Over a
/// whole talk it hardly ever errs, and a good talk refused costs one more reply.
final class Puzzlement {
  private static final double LEAST = 0.5;

  private Puzzlement() {}

  /// @param answers what the character says aloud, answer by answer
  static Optional<Refusal> missing(String hero, List<String> answers) {
    long puzzled = answers.stream().filter(Puzzlement::in).count();
    return puzzled < LEAST * answers.size()
        ? Optional.of(
            new Refusal(
                "leak",
                "%s asks back or denies in %d of %d answers only"
                    .formatted(hero, puzzled, answers.size())))
        : Optional.empty();
  }

  private static boolean in(String answer) {
    return Sentences.of(answer).stream().anyMatch(s -> Sentences.asks(s) || Sentences.denies(s));
  }
}
