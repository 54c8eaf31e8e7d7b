package dev.understudy.scene;

import dev.understudy.llm.SamplingSettings;

/// How memories are drawn.
///
/// @param mostPerPassage how many are asked for of a long passage
/// @param leastWords of a memory
/// @param mostWords of a memory
/// @param core the share of memories that training shall tell often, from 0 to 1
/// @param tries how often a request is put at most when its replies can't be read
/// @param rounds how often a passage is asked at most that gave less than half of what was wanted
public record MemorySettings(
    int mostPerPassage,
    int leastWords,
    int mostWords,
    double core,
    int tries,
    int rounds,
    SamplingSettings sampling) {
  public static final MemorySettings DEFAULT =
      new MemorySettings(8, 10, 45, 0.5, 3, 2, new SamplingSettings(0.3, 0.95, 1500));

  public MemorySettings {
    if (mostPerPassage < 1 || leastWords < 1 || mostWords < leastWords || tries < 1 || rounds < 1) {
      throw new IllegalArgumentException("there is nothing to ask for");
    }
    if (core < 0 || core > 1) {
      throw new IllegalArgumentException("a share of " + core);
    }
  }
}
