package dev.understudy.experience.script;

import dev.understudy.person.Experience;
import dev.understudy.person.Rejection;
import java.util.List;

/// What a stage made, in the order it was asked for, and every reply or part of one that was not
/// kept.
public record Played(List<Experience> experiences, List<Rejection> rejections) {
  public Played {
    experiences = List.copyOf(experiences);
    rejections = List.copyOf(rejections);
  }
}
