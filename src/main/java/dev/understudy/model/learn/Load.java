package dev.understudy.model.learn;

import java.util.List;

/// How large passes get: the most of each that one of them holds.
///
/// @param longest tokens of one example
public record Load(int tokens, int targets, int longest) {
  public static final Load NONE = new Load(0, 0, 0);

  /// The passes that a step, or a measurement, of these examples takes.
  public static Load of(List<Example> examples) {
    Load load = NONE;
    for (List<Example> portion : Learner.portions(examples)) {
      load =
          load.max(
              new Load(
                  portion.stream().mapToInt(Example::length).sum(),
                  portion.stream().mapToInt(Example::targets).sum(),
                  portion.stream().mapToInt(Example::length).max().orElse(0)));
    }
    return load;
  }

  public Load max(Load other) {
    return new Load(
        Math.max(tokens, other.tokens),
        Math.max(targets, other.targets),
        Math.max(longest, other.longest));
  }
}
