package dev.understudy.pipeline;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.person.Experience;
import dev.understudy.recipe.Recipe;
import java.util.Set;
import java.util.stream.Collectors;

/// Fits the usual recipe, which names scenes of one character, to another.
public final class UsualScenes {
  private UsualScenes() {}

  /// The recipe as it is when any scene it names is there, else of all scenes.
  public static Recipe of(Recipe usual, CharacterFolder folder) {
    if (usual.data().scenes().isEmpty()) {
      return usual;
    }
    Set<String> there =
        folder.experiences().stream().map(Experience::id).collect(Collectors.toSet());
    boolean made = usual.data().scenes().stream().anyMatch(there::contains);
    return made ? usual : usual.with(usual.data().ofAllScenes());
  }
}
