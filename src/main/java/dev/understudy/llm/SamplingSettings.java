package dev.understudy.llm;

/// How a reply is drawn. `mostTokens` is the length at which it is cut off.
public record SamplingSettings(double temperature, double topP, int mostTokens) {
  public SamplingSettings {
    if (temperature < 0 || topP <= 0 || topP > 1 || mostTokens < 1) {
      throw new IllegalArgumentException(
          "temperature " + temperature + ", top-p " + topP + ", " + mostTokens + " tokens");
    }
  }
}
