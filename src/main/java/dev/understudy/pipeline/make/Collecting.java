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
  private final CharacterFolder folder;
  private final LocalDate today;

  public Collecting(CharacterFolder folder, LocalDate today) {
    this.folder = folder;
    this.today = today;
  }

  /// The character's full name, where it was said before. Of a sheet that a person wrote it was
  /// not: that says all by itself.
  public Optional<String> name() {
    return GivenFile.in(folder).said().map(Given::name);
  }

  /// Keeps what the user says of the character, for the steps to come.
  public void say(Given given) {
    GivenFile.in(folder).add(given);
  }

  /// Reads sources and adds what is new to the profile.
  ///
  /// @param aliases beside those known already
  public List<SourceReport> collect(
      List<String> sources, List<String> aliases, Optional<String> licence) {
    Given given = GivenFile.in(folder).read();
    List<String> names =
        Stream.concat(aliases.stream(), given.aliases().orElse(List.of()).stream())
            .distinct()
            .toList();
    Collected collected =
        Collector.collect(
            new Collector.Request(
                given.name(), names, sources, known(), folder.verbatim(), today, licence));
    folder.addPassages(collected.passages());
    folder.addVerbatim(collected.verbatim());
    return collected.reports();
  }

  private List<Passage> known() {
    return Files.isDirectory(folder.path().resolve("profile")) ? folder.passages() : List.of();
  }
}
