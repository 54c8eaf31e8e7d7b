package dev.understudy.llm;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// A reply read by its [Shape].
public sealed interface Shaped {
  record Fits(JsonNode value) implements Shaped {}

  /// What does not fit, each beginning with its place, as `scenes[2].place`.
  record Misfit(List<String> reasons) implements Shaped {
    public Misfit {
      reasons = List.copyOf(reasons);
    }
  }
}
