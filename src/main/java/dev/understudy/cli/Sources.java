package dev.understudy.cli;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.person.CharacterSheet;
import dev.understudy.pipeline.make.Collecting;
import dev.understudy.problem.UserException;
import dev.understudy.profile.SourceReport;
import dev.understudy.scene.Given;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Who the character is, and what is known of them.
final class Sources {
  @Option(names = "--name", paramLabel = "NAME", description = "Full name, of a new character.")
  @Nullable String name;

  @Option(
      names = "--alias",
      paramLabel = "NAME",
      description = "Another name in the sources; as often as there are some.")
  List<String> aliases = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "SOURCE",
      description = {
        "What is known: a file, a folder, an address, or wikipedia:Title; as often as there are some."
      })
  List<String> from = new ArrayList<>();

  @Option(
      names = "--licence",
      paramLabel = "TEXT",
      description = "Under what licence the sources are, or whose they are.")
  @Nullable String licence;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "historical, fictional, living or departed (default: told by the sources).")
  CharacterSheet.@Nullable Kind kind;

  @Option(names = "--born", paramLabel = "DATE", description = "As 1815-12-10.")
  @Nullable LocalDate born;

  @Option(names = "--died", paramLabel = "DATE", description = "As 1852-11-27.")
  @Nullable LocalDate died;

  /// Keeps what is said of the character and reads the sources; tells what became of each.
  ///
  /// @throws UserException when nobody ever said a name, or no source could be read
  void collect(CharacterFolder folder, Terminal terminal) {
    Collecting collecting = new Collecting(folder, LocalDate.now(ZoneId.systemDefault()));
    if (name != null) {
      collecting.say(given(folder.id(), name));
    } else if (saysMore()) {
      collecting.name().ifPresent(before -> collecting.say(given(folder.id(), before)));
    }
    if (from.isEmpty()) {
      return;
    }
    List<SourceReport> reports = collecting.collect(from, aliases, Optional.ofNullable(licence));
    if (reports.stream().allMatch(SourceReport::failed)) {
      throw new UserException(reports.stream().flatMap(r -> r.problem().stream()).toList());
    }
    reports.forEach(report -> (report.failed() ? terminal.err() : terminal.out()).println(report));
    terminal.out().flush();
  }

  private boolean saysMore() {
    return !aliases.isEmpty() || kind != null || born != null || died != null;
  }

  private Given given(String id, String fullName) {
    return new Given(
        id,
        fullName,
        aliases.isEmpty() ? Optional.empty() : Optional.of(aliases),
        Optional.ofNullable(kind),
        Optional.ofNullable(born),
        Optional.ofNullable(died),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
