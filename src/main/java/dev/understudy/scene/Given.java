package dev.understudy.scene;

import dev.understudy.person.CharacterSheet.Kind;
import dev.understudy.person.Horizon;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// What the user says of a character. It stands as it is; only what is empty is looked for.
public record Given(
    String id,
    String name,
    Optional<List<String>> aliases,
    Optional<Kind> kind,
    Optional<LocalDate> born,
    Optional<LocalDate> died,
    Optional<Horizon> horizon,
    Optional<String> language,
    Optional<String> identity,
    Optional<String> scene,
    Optional<String> consent) {
  public Given {
    aliases = aliases.map(List::copyOf);
  }

  /// A character of whom the name alone is given.
  public static Given named(String id, String name) {
    return new Given(
        id,
        name,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// Whether nothing is left that passages are asked for.
  boolean hasFacts() {
    return aliases.isPresent() && kind.isPresent() && born.isPresent() && died.isPresent();
  }

  boolean hasWords() {
    return identity.isPresent() && scene.isPresent();
  }
}
