package dev.understudy.experience;

import dev.understudy.problem.DidYouMean;
import dev.understudy.problem.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds characters by id in the folders named `characters` of some places, the first place first.
public record Characters(List<Path> places) {
  public Characters {
    places = List.copyOf(places);
  }

  /// @throws UserException when no place has a character of that id; the nearest id is named
  public CharacterFolder find(String id) {
    String wanted = id.toLowerCase(Locale.ROOT);
    return folders()
        .filter(folder -> folder.id().equals(wanted))
        .findFirst()
        .orElseThrow(() -> new UserException(id, "there is no character of this name", fix(id)));
  }

  /// The ids of all characters, sorted.
  public List<String> ids() {
    return folders().map(CharacterFolder::id).distinct().sorted().toList();
  }

  private Stream<CharacterFolder> folders() {
    return places.stream()
        .map(place -> place.resolve("characters"))
        .filter(Files::isDirectory)
        .flatMap(Characters::in);
  }

  private static Stream<CharacterFolder> in(Path characters) {
    try (Stream<Path> found = Files.list(characters)) {
      return found
          .filter(folder -> Files.exists(folder.resolve(CharacterFolder.SHEET)))
          .sorted()
          .map(CharacterFolder::new)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UserException(
          characters.toString(), "can't be listed", "Check its permissions.", e);
    }
  }

  private String fix(String id) {
    String looked =
        places.stream()
            .map(place -> place.resolve("characters").toString())
            .collect(Collectors.joining(", "));
    return (DidYouMean.hint(id, ids()) + " Looked in: " + looked + ".").strip();
  }
}
