package dev.understudy.pipeline.make;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.person.Passage;
import dev.understudy.profile.Collected;
import dev.understudy.profile.Collector;
import dev.understudy.profile.SourceReport;
import dev.understudy.scene.Given;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The first step: sources become passages of a character's profile, and words really said.
public final class Collecting {
  private final Workplace place;

  public Collecting(CharacterFolder folder, LocalDate today) {
    place =
        new Workplace(
            folder,
            MakeSettings.DEFAULT,
            today,
            () -> {
              throw new IllegalStateException("collecting compares no meanings");
            });
  }

  /// Keeps what the user says of the character, for the steps to come.
  public void say(Given given) {
    GivenFile.in(place.folder()).add(given);
  }

  /// Reads sources and adds what is new to the profile.
  ///
  /// @param aliases beside those known already
  public List<SourceReport> collect(
      List<String> sources, List<String> aliases, Optional<String> licence) {
    Given given = place.given();
    List<String> names =
        Stream.concat(aliases.stream(), given.aliases().orElse(List.of()).stream())
            .distinct()
            .toList();
    Collected collected =
        Collector.collect(
            new Collector.Request(
                given.name(),
                names,
                sources,
                known(),
                place.folder().verbatim(),
                place.today(),
                licence));
    place.folder().addPassages(collected.passages());
    place.folder().addVerbatim(collected.verbatim());
    return collected.reports();
  }

  private List<Passage> known() {
    return Files.isDirectory(place.folder().path().resolve("profile"))
        ? place.passages()
        : List.of();
  }
}
