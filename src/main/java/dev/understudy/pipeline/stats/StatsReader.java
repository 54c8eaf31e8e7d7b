package dev.understudy.pipeline.stats;

import dev.understudy.dataset.ExperienceSource;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.experience.Words;
import dev.understudy.person.Memory;
import dev.understudy.person.Passage;
import dev.understudy.person.PlannedScene;
import dev.understudy.person.Rejection;
import dev.understudy.store.Journal;
import dev.understudy.store.JsonLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Counts what is in a character's folder, finished or half made. What is not there is told, not
/// missed.
public final class StatsReader {
  private final CharacterFolder folder;
  private final List<String> missing = new ArrayList<>();

  public StatsReader(CharacterFolder folder) {
    this.folder = folder;
  }

  /// @throws dev.understudy.problem.UserException when a file that is there can't be read, or the
  ///   journal is in use
  public Stats read() {
    var sheet = folder.sheet();
    var tally = new Tally(Optional.of(sheet));
    List<Passage> passages =
        isThere(folder.path().resolve("profile")) ? folder.passages() : List.of();
    List<Memory> memories = isThere(folder.memoriesFile()) ? folder.memories() : List.of();
    if (isThere(folder.experiencesFile())) {
      try (ExperienceSource source = ExperienceSource.open(folder.experiencesFile())) {
        source.forEachRemaining(tally::add);
      }
    }
    long planned =
        isThere(folder.scenesFile())
            ? JsonLines.read(folder.scenesFile(), PlannedScene.class).size()
            : 0;
    List<Stats.Rejected> rejections = isThere(folder.rejectedFile()) ? rejections() : List.of();
    return new Stats(
        folder.id(),
        sheet.name(),
        missing,
        tally.sizes(),
        tally.forms,
        tally.partners,
        tally.places.size(),
        tally.people.size(),
        planned,
        coverage(passages, tally),
        tally.periods,
        tally.undated,
        tellings(memories, tally),
        tally.protective,
        tally.familiar,
        rejections,
        isThere(folder.journalFile()) ? Optional.of(spent()) : Optional.empty());
  }

  private boolean isThere(Path file) {
    boolean there = Files.exists(file);
    if (!there) {
      missing.add(file.getFileName().toString());
    }
    return there;
  }

  private static List<Stats.PassageCoverage> coverage(List<Passage> passages, Tally tally) {
    return passages.stream()
        .map(p ->
            new Stats.PassageCoverage(
                p.id(), p.title(), Words.count(p.text()), tally.passages.getOrDefault(p.id(), 0L)))
        .toList();
  }

  private static Map<Integer, Long> tellings(List<Memory> memories, Tally tally) {
    return memories.stream()
        .collect(
            Collectors.groupingBy(
                m -> tally.told.getOrDefault(m.id(), 0L).intValue(),
                TreeMap::new,
                Collectors.counting()));
  }

  /// By stage and filter, the most frequent first.
  private List<Stats.Rejected> rejections() {
    var counts = new TreeMap<String, Stats.Rejected>();
    for (Rejection r : JsonLines.readAppended(folder.rejectedFile(), Rejection.class)) {
      counts.merge(
          r.stage() + "\n" + r.filter(),
          new Stats.Rejected(r.stage(), r.filter(), 1, r.id() + ": " + r.reason()),
          (a, b) -> new Stats.Rejected(a.stage(), a.filter(), a.count() + b.count(), a.example()));
    }
    return counts.values().stream().sorted((a, b) -> Long.compare(b.count(), a.count())).toList();
  }

  private Stats.Spent spent() {
    try (Journal journal = Journal.open(folder.journalFile())) {
      Journal.Total sum = journal.total();
      return new Stats.Spent(sum.calls(), sum.input(), sum.output(), sum.cost());
    }
  }
}
