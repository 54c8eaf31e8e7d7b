package dev.understudy.experience;

import dev.understudy.person.Passage;
import dev.understudy.problem.Problems;
import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A passage as Markdown: a front matter in YAML between two lines of `---`, then the text.
final class PassageFile {
  private static final Pattern PARTS =
      Pattern.compile("\\A---\\R(?<front>.*?)\\R---\\R(?<text>.*)\\z", Pattern.DOTALL);

  private PassageFile() {}

  record FrontMatter(
      String id,
      String title,
      List<Passage.Source> source,
      String licence,
      String retrieved,
      Optional<Passage.Origin> origin) {}

  /// Writes it atomically, so that [#read] gives it back.
  static void write(Path file, Passage passage) {
    var front =
        new FrontMatter(
            passage.id(),
            passage.title(),
            passage.sources(),
            passage.licence(),
            passage.retrieved(),
            passage.origin());
    AtomicFiles.write(file, Yaml.text(front) + "---\n\n" + passage.text() + "\n");
  }

  /// Nothing when the file does not fit, which is then told.
  static Optional<Passage> read(Path file, Problems problems) {
    try {
      Matcher parts = PARTS.matcher(Files.readString(file));
      if (parts.matches()) {
        var front = Yaml.parse(parts.group("front"), file, FrontMatter.class);
        String text = parts.group("text").strip();
        return Optional.of(
            new Passage(
                front.id(),
                front.title(),
                text,
                front.source(),
                front.licence(),
                front.retrieved(),
                front.origin()));
      }
      problems.add(
          file + ":1", "has no front matter", "Begin the file with --- and end it with ---.");
    } catch (UserException e) {
      e.problems().forEach(p -> problems.add(p.where(), p.what(), p.fix()));
    } catch (IOException e) {
      problems.add(file.toString(), "can't be read (" + e.getMessage() + ")", "");
    }
    return Optional.empty();
  }
}
