package dev.understudy.train;

import dev.understudy.person.Experience;
import dev.understudy.person.Turn;
import dev.understudy.recipe.Recipe.Order;
import java.util.Comparator;
import java.util.List;

/// Puts scenes in the order a recipe wants to learn them in.
public final class Curriculum {
  private Curriculum() {}

  /// Scenes that are alike in what counts stay as they stood; those without a year come first.
  public static List<Experience> of(List<Experience> scenes, Order order) {
    return switch (order) {
      case SHUFFLED -> scenes; // by each round, with the run's seed
      case LIFE ->
          scenes.stream().sorted(Comparator.comparingInt(e -> e.scene().year().orElse(0))).toList();
      case SHORT_FIRST ->
          scenes.stream().sorted(Comparator.comparingInt(Curriculum::length)).toList();
    };
  }

  private static int length(Experience scene) {
    return scene.turns().stream().map(Turn::text).mapToInt(String::length).sum();
  }
}
