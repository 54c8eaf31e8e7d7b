package dev.understudy.profile;

import dev.understudy.person.Experience;
import dev.understudy.person.Passage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// Texts on an invented keeper of a lighthouse, and questions for what sources tell of her.
final class Notes {
  static final String NAME = "Mara Tollund";
  static final LocalDate TODAY = LocalDate.of(2026, 11, 25);
  static final Network QUICK =
      new Network(
          "http://127.0.0.1:1/w/api.php", Duration.ofSeconds(2), Duration.ofSeconds(3), 3, "tests");

  private Notes() {}

  /// So many sentences of ten words, each of its own.
  static String sentences(int count) {
    var text = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      text.append("In night %d Mara lit the lamp before the tide. ".formatted(i));
    }
    return text.toString().strip();
  }

  static Path file(Path folder, String name, String text) throws IOException {
    return file(folder, name, text.getBytes(StandardCharsets.UTF_8));
  }

  static Path file(Path folder, String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  static Collected collect(Object... sources) {
    return collect(QUICK, sources);
  }

  static Collected collect(Network network, Object... sources) {
    return collect(network, Limits.DEFAULT, List.of(), List.of(), sources);
  }

  static Collected again(Collected before, Object... sources) {
    return collect(QUICK, Limits.DEFAULT, before.passages(), before.verbatim(), sources);
  }

  static Collected collect(
      Network network,
      Limits limits,
      List<Passage> known,
      List<Experience> said,
      Object... sources) {
    return Collector.collect(
        new Collector.Request(
            NAME,
            List.of("Mara", "M. Tollund", "mara@light.example"),
            List.of(sources).stream().map(Object::toString).toList(),
            known,
            said,
            TODAY,
            Optional.empty(),
            limits,
            network));
  }

  static String why(Collected collected) {
    return collected.reports().getFirst().problem().orElseThrow().toString();
  }
}
