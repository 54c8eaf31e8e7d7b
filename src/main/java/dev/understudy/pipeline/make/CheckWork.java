package dev.understudy.pipeline.make;

import dev.understudy.dataset.ExperienceSource;
import dev.understudy.experience.filter.FilterCount;
import dev.understudy.experience.filter.FilterSettings;
import dev.understudy.experience.filter.Filters;
import dev.understudy.experience.filter.Life;
import dev.understudy.llm.Asker;
import dev.understudy.llm.ChatRequest;
import dev.understudy.person.Experience;
import dev.understudy.person.Rejection;
import dev.understudy.recall.Embedder;
import dev.understudy.recall.NearDuplicates;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Hashes;
import dev.understudy.store.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Filters choose what is learnt, from what was played and what was really said.
record CheckWork(Workplace place) implements Work {
  @Override
  public Step step() {
    return Step.CHECK;
  }

  @Override
  public Path output() {
    return place.folder().experiencesFile();
  }

  @Override
  public String inputs(String model) {
    Inputs inputs =
        new Inputs()
            .and(place.settings().grounding() ? model : "")
            .and(place.sheet())
            .and(place.passages())
            .and(place.memories())
            .and(place.settings().filters());
    drafts().map(Hashes::sha256).forEach(inputs::and);
    return inputs.and(place.folder().verbatim()).hash();
  }

  /// Whom it asks depends on what passes the other filters.
  @Override
  public List<ChatRequest> requests(boolean keepsShapes) {
    return List.of();
  }

  /// What a model would be asked about these experiences.
  List<ChatRequest> questions(Asker asker, List<Experience> experiences) {
    return filters(asker, Optional.empty()).requests(experiences.stream()).toList();
  }

  private Filters filters(Asker asker, Optional<NearDuplicates> near) {
    FilterSettings settings = place.settings().filters();
    Life life = new Life(place.sheet(), place.passages(), place.memories());
    Filters rules = Filters.of(life, settings, near);
    return place.settings().grounding()
        ? rules.asking(asker, life, settings, place.prompts())
        : rules;
  }

  @Override
  public Product make(Asker asker) {
    var rejections = new ArrayList<Rejection>();
    var notes = new ArrayList<String>();
    Path passed = place.draft(".passed.jsonl");
    var kept = new AtomicInteger();
    AtomicFiles.write(
        passed,
        out ->
            filter(
                asker,
                experience -> {
                  kept.incrementAndGet();
                  try {
                    out.write((Json.line(experience) + "\n").getBytes(StandardCharsets.UTF_8));
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                },
                rejections,
                notes));
    return new Product(file -> AtomicFiles.move(passed, file), kept.get(), rejections, notes);
  }

  private void filter(
      Asker asker, Consumer<Experience> keep, List<Rejection> rejections, List<String> notes) {
    Path index = place.folder().cache().resolve("duplicates");
    AtomicFiles.delete(index); // of an earlier pass, in which everything would be there already
    try (Embedder embedder = place.embedder().get();
        NearDuplicates near = NearDuplicates.open(index, embedder, NearDuplicates.Limits.DEFAULT)) {
      var all = new Chained(drafts().toList(), place.folder().verbatim());
      try (all) {
        filters(asker, Optional.of(near))
            .run(all, keep, rejections::add)
            .forEach(count -> note(count, notes));
      }
    }
  }

  private static void note(FilterCount count, List<String> notes) {
    if (count.rejected() + count.changed() + count.unchecked() > 0) {
      notes.add(
          "%s: %d of %d rejected%s%s"
              .formatted(
                  count.filter().word(),
                  count.rejected(),
                  count.seen(),
                  count.changed() > 0 ? ", " + count.changed() + " masked" : "",
                  count.unchecked() > 0 ? ", " + count.unchecked() + " not checked" : ""));
    }
    notes.addAll(count.notes().stream().map(n -> count.filter().word() + ": " + n).toList());
  }

  private Stream<Path> drafts() {
    return Stream.of(ExperiencesWork.FILE, ProtectWork.FILE)
        .map(place::draft)
        .filter(Files::exists);
  }

  /// Files one after another, then a list.
  private static final class Chained implements Iterator<Experience>, AutoCloseable {
    private final List<ExperienceSource> sources = new ArrayList<>();
    private final List<Iterator<Experience>> parts = new ArrayList<>();

    Chained(List<Path> files, List<Experience> last) {
      files.forEach(file -> sources.add(ExperienceSource.open(file)));
      parts.addAll(sources);
      parts.add(last.iterator());
    }

    @Override
    public boolean hasNext() {
      return parts.stream().anyMatch(Iterator::hasNext);
    }

    @Override
    public Experience next() {
      return parts.stream().filter(Iterator::hasNext).findFirst().orElseThrow().next();
    }

    @Override
    public void close() {
      sources.forEach(ExperienceSource::close);
    }
  }
}
