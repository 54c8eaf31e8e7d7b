package dev.understudy.person;

import java.util.List;

/// One thing done by one person. Only the character thinks. `memories` are the ids this turn tells.
public record Turn(String speaker, Action action, String text, List<String> memories) {
  public enum Action {
    SPEAKING,
    THINKING,
    ACTING
  }

  public Turn {
    memories = List.copyOf(memories);
  }
}
