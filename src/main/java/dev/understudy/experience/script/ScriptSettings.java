package dev.understudy.experience.script;

import dev.understudy.llm.SamplingSettings;

/// How scripts are asked for. Turns and words are what the prompt demands; a script with fewer than
/// half of the least turns is asked for again, all else is left to the filters.
///
/// @param attempts how many replies are asked for, at most, until one fits
public record ScriptSettings(
    int leastTurns,
    int mostTurns,
    int leastWords,
    int mostWords,
    int attempts,
    SamplingSettings sampling) {

  /// 6 to 14 turns, replies of 15 to 60 words as the dataset check demands, three attempts;
  /// temperature 0.8, for scenes that differ, and room for 14 long turns with their JSON.
  public static final ScriptSettings DEFAULT =
      new ScriptSettings(6, 14, 15, 60, 3, new SamplingSettings(0.8, 0.95, 2400));

  public ScriptSettings {
    if (leastTurns < 1 || leastTurns > mostTurns || leastWords < 1 || leastWords > mostWords) {
      throw new IllegalArgumentException(
          "%d to %d turns of %d to %d words"
              .formatted(leastTurns, mostTurns, leastWords, mostWords));
    }
    if (attempts < 1) {
      throw new IllegalArgumentException(attempts + " attempts");
    }
  }
}
