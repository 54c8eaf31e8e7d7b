package dev.understudy.cli;

import dev.understudy.model.Sampling;
import dev.understudy.problem.UserException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How replies are drawn, alike for every verb that lets a character talk.
final class TalkOptions {
  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "0 always takes the likeliest word (default: ${DEFAULT-VALUE}).")
  double temperature = Sampling.chat().temperature();

  @Option(names = "--top-k", paramLabel = "K", description = "Keep the K likeliest; 0 keeps all.")
  int topK = Sampling.chat().topK();

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "Keep the likeliest that make up P (default: ${DEFAULT-VALUE}).")
  double topP = Sampling.chat().topP();

  @Option(
      names = "--repetition-penalty",
      paramLabel = "R",
      description = "Above 1 it shuns what was just said (default: ${DEFAULT-VALUE}).")
  double repetitionPenalty = Sampling.chat().repetitionPenalty();

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "Longest reply (default: ${DEFAULT-VALUE}).")
  int maxTokens = Sampling.chat().maxTokens();

  @Option(names = "--seed", paramLabel = "S", description = "Same seed, same reply.")
  @Nullable Long seed;

  @Option(
      names = "--no-recall",
      description = "Put no memories before the replies, nor what lies beyond his horizon.")
  boolean noRecall;

  /// @throws WrongUsage when a setting is out of its range
  Sampling checked() {
    try {
      return sampling();
    } catch (UserException e) {
      throw new WrongUsage(e);
    }
  }

  Sampling sampling() {
    return sampling(seed == null ? System.nanoTime() : seed);
  }

  Sampling sampling(long drawn) {
    return new Sampling(temperature, topK, topP, repetitionPenalty, drawn, maxTokens, List.of());
  }
}
