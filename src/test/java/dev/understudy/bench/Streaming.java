package dev.understudy.bench;

import dev.understudy.base.Progress;
import dev.understudy.dataset.DatasetFormat;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.experience.filter.FilterCount;
import dev.understudy.experience.filter.FilterSettings;
import dev.understudy.experience.filter.Filters;
import dev.understudy.experience.filter.Life;
import dev.understudy.person.Experience;
import dev.understudy.pipeline.DatasetExport;
import dev.understudy.recall.NearDuplicates;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How fast experiences pass the filters that need no model, and the export as messages, and in how
/// much memory. Run by `bench/stream.sh`.
///
/// Usage: Streaming FOLDER [COUNT]
public final class Streaming {
  private Streaming() {}

  public static void main(String[] args) throws IOException {
    Path home = Path.of(args[0]);
    long count = args.length > 1 ? Long.parseLong(args[1]) : 1_000_000;
    CharacterFolder folder = folder(home);
    long begun = System.nanoTime();
    List<FilterCount> counts = filter(folder, home.resolve("near"), count);
    told("filters", count, begun);
    for (FilterCount c : counts) {
      print("  %-12s %,9d seen %,8d rejected".formatted(c.filter().word(), c.seen(), c.rejected()));
    }
    long kept = count - counts.stream().mapToLong(FilterCount::rejected).sum();
    begun = System.nanoTime();
    export(folder, home.resolve("out"));
    told("messages", kept, begun);
  }

  private static CharacterFolder folder(Path home) {
    Path folder = home.resolve("characters/ada");
    AtomicFiles.write(
        folder.resolve("character.yaml"),
        """
        id: ada
        name: Ada Fairbairn
        aliases: [Ada]
        kind: fictional
        born: 1830-02-01
        horizon: {until: 1870-12-31}
        language: en
        identity: You are Ada Fairbairn, clockmaker in Leith.
        scene: A visitor stands in your workshop.
        """);
    AtomicFiles.write(folder.resolve("memories.jsonl"), "");
    return new CharacterFolder(folder);
  }

  private static List<FilterCount> filter(CharacterFolder folder, Path near, long count)
      throws IOException {
    var life = new Life(folder.sheet(), List.of(), List.of());
    try (NearDuplicates index = NearDuplicates.open(near, NearDuplicates.Limits.DEFAULT);
        Writer kept = Files.newBufferedWriter(folder.experiencesFile());
        Writer rejected = Files.newBufferedWriter(folder.rejectedFile())) {
      return Filters.of(life, FilterSettings.DEFAULT, Optional.of(index))
          .run(new SyntheticScenes(count), (Experience e) -> line(kept, e), r -> line(rejected, r));
    }
  }

  private static void line(Writer to, Object value) {
    try {
      to.write(Json.line(value));
      to.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void export(CharacterFolder folder, Path to) {
    var request =
        new DatasetExport.Request(
            to,
            DatasetFormat.MESSAGES,
            DatasetFormat.Columns.PLAIN,
            true,
            false,
            true,
            "other",
            false,
            "bench");
    new DatasetExport(folder, Recipe.defaults(), request).write(Progress.none());
  }

  private static void told(String what, long count, long begun) {
    double seconds = (System.nanoTime() - begun) / 1e9;
    print(
        "%-9s %,10d experiences in %.0f s, %,.0f a second; heap at its highest %,d MiB of %,d allowed"
            .formatted(
                what,
                count,
                seconds,
                count / seconds,
                peak() >> 20,
                Runtime.getRuntime().maxMemory() >> 20));
  }

  /// Of all parts of the heap together: their peaks need not fall together, so it is no less than
  /// what was used at any time.
  private static long peak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(Streaming::peak)
        .sum();
  }

  private static long peak(MemoryPoolMXBean pool) {
    long used = pool.getPeakUsage().getUsed();
    pool.resetPeakUsage();
    return used;
  }

  private static void print(String line) {
    System.out.println(line);
  }
}
