package dev.understudy.dataset;

import dev.understudy.dataset.RecordReader.Shape;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.problem.UserException;
import dev.understudy.store.Hashes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;

/// Reads a character's experiences out of files of others, one record at a time. A record that
/// can't be one is refused with a reason, and the rest goes on.
public final class DatasetReader {
  private static final int MOST_REASONS = 1000;

  private final Settings settings;
  private final Shape shape;

  /// @param format as [DatasetFormat] names them, or `character-llm` for both of its kinds,
  ///   `experiences` for our own, or `auto` for whatever a record turns out to be
  /// @param kind of the records that do not tell it
  /// @param partner whoever talks with the character and has no name
  /// @param date of today
  public record Settings(
      CharacterSheet sheet, String format, Experience.Kind kind, String partner, String date) {}

  /// @throws UserException when there is no such format
  public DatasetReader(Settings settings) {
    this.settings = settings;
    this.shape = RecordReader.shape(settings.format());
  }

  /// A record that was refused.
  ///
  /// @param where e.g. `line 12`
  public record Refusal(String where, String reason) {}

  /// What came of a file.
  ///
  /// @param taken records that became experiences
  /// @param known records that were there already
  /// @param reasons of the first of those refused
  public record FileReport(
      String file, String sha256, long taken, long known, long refused, List<Refusal> reasons) {
    public FileReport {
      reasons = List.copyOf(reasons);
    }
  }

  /// What became of an experience.
  public enum Outcome {
    TAKEN,
    /// The same one was there already.
    KNOWN,
    /// Another one has its id.
    CLASH
  }

  /// @param taker gets each experience
  /// @param progress hears how many bytes of the file are done
  /// @throws UserException when the file can't be read at all, or not to its end
  public FileReport read(Path file, Function<Experience, Outcome> taker, LongConsumer progress) {
    String hash = Hashes.sha256(file);
    var importing =
        new Importing(
            settings.sheet(),
            file.getFileName().toString(),
            hash,
            settings.date(),
            settings.kind(),
            settings.partner());
    var reader = new RecordReader(shape, importing);
    var count = new Count();
    try (RecordSource source = RecordSource.open(file)) {
      for (Optional<Found> found = source.next(); found.isPresent(); found = source.next()) {
        take(found.get(), reader, taker, count);
        progress.accept(source.done());
      }
    }
    return new FileReport(
        file.toString(), hash, count.taken, count.known, count.refused, count.reasons);
  }

  private static void take(
      Found found, RecordReader reader, Function<Experience, Outcome> taker, Count count) {
    try {
      switch (found) {
        case Found.Bad bad -> throw new Refused(bad.why());
        case Found.Good good -> {
          Experience read = reader.read(good.record(), good.where());
          switch (taker.apply(read)) {
            case TAKEN -> count.taken++;
            case KNOWN -> count.known++;
            case CLASH ->
                throw new Refused("another experience has its id, " + read.id() + ", already");
          }
        }
      }
    } catch (Refused e) {
      count.refuse(new Refusal(found.where(), e.reason()));
    }
  }

  private static final class Count {
    private long taken;
    private long known;
    private long refused;
    private final List<Refusal> reasons = new ArrayList<>();

    void refuse(Refusal refusal) {
      refused++;
      if (reasons.size() < MOST_REASONS) {
        reasons.add(refusal);
      }
    }
  }
}
