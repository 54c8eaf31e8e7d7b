package dev.understudy.experience;

import dev.understudy.person.Experience;
import dev.understudy.person.Passage;
import dev.understudy.problem.Problems;
import dev.understudy.problem.UserException;
import dev.understudy.store.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is known of a character, on disk: a file for each passage, named by its number and title,
/// and what they really said in one file of lines.
record ProfileFolder(Path path) {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final int SLUG = 48;

  /// By number first, so that the hundredth passage comes after the ninety-ninth.
  private static final Comparator<Path> BY_NUMBER =
      Comparator.<Path>comparingInt(file -> number(file.getFileName().toString()))
          .thenComparing(Comparator.naturalOrder());

  /// In the order of their file names. What can't be read is left out and told.
  List<Passage> passages(Problems problems) {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .sorted(BY_NUMBER)
          .flatMap(file -> PassageFile.read(file, problems).stream())
          .toList();
    } catch (IOException e) {
      throw new UserException(
          path.toString(), "can't be listed", "A profile is a folder of .md files.", e);
    }
  }

  /// Writes those that are not there yet, one after the other: a crash leaves the first of them.
  ///
  /// @return those written
  /// @throws UserException when a passage has the id of another one there
  List<Passage> add(List<Passage> passages) {
    List<Passage> there = Files.isDirectory(path) ? whole(this::passages) : List.of();
    Set<String> ids =
        there.stream().map(Passage::id).collect(Collectors.toCollection(HashSet::new));
    Set<String> texts =
        there.stream().map(Passage::text).collect(Collectors.toCollection(HashSet::new));
    var added = new ArrayList<Passage>();
    for (Passage passage : passages) {
      if (!texts.add(passage.text())) {
        continue;
      }
      if (!ids.add(passage.id())) {
        throw new UserException(
            path.toString(),
            "has another passage named " + passage.id() + " already",
            "Collect again: new passages then get numbers of their own.");
      }
      PassageFile.write(path.resolve(fileName(passage)), passage);
      added.add(passage);
    }
    return List.copyOf(added);
  }

  /// What the character really said or wrote; nothing when none was collected.
  List<Experience> verbatim(Problems problems) {
    return Files.exists(verbatimFile())
        ? JsonLines.read(verbatimFile(), Experience.class, problems)
        : List.of();
  }

  /// Adds those whose id is not there yet.
  ///
  /// @return those added
  List<Experience> addVerbatim(List<Experience> said) {
    List<Experience> there = whole(this::verbatim);
    Set<String> ids =
        there.stream().map(Experience::id).collect(Collectors.toCollection(HashSet::new));
    List<Experience> added = said.stream().filter(one -> ids.add(one.id())).toList();
    if (!added.isEmpty()) {
      JsonLines.write(verbatimFile(), Stream.concat(there.stream(), added.stream()));
    }
    return added;
  }

  private Path verbatimFile() {
    return path.resolve("verbatim.jsonl");
  }

  /// `p07` titled "Bonn: the child" is kept in `07-bonn-the-child.md`.
  private static String fileName(Passage passage) {
    String number =
        NUMBER.matcher(passage.id()).results().map(MatchResult::group).findFirst().orElse("");
    return number + "-" + slug(passage.title()) + ".md";
  }

  private static String slug(String title) {
    String plain =
        Normalizer.normalize(title, Normalizer.Form.NFD)
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\p{M}", "")
            .replaceAll("[^a-z0-9]+", "-");
    String cut = plain.substring(0, Math.min(SLUG, plain.length())).replaceAll("^-+|-+$", "");
    return cut.isEmpty() ? "passage" : cut;
  }

  private static int number(String name) {
    return NUMBER
        .matcher(name)
        .results()
        .filter(found -> found.start() == 0)
        .mapToInt(found -> Integer.parseInt(found.group()))
        .findFirst()
        .orElse(Integer.MAX_VALUE);
  }

  private static <T> List<T> whole(Function<Problems, List<T>> reader) {
    var problems = new Problems();
    List<T> read = reader.apply(problems);
    problems.throwIfAny();
    return read;
  }
}
