package dev.understudy.recall;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tells whether a text was there before, in the same or nearly the same words, or with the same
/// meaning.
///
/// Words are compared by MinHash, at any size: candidates come from [Bands]. Meaning is compared by
/// cosine with every text, and therefore only until there are [Limits#meaningUpTo] texts. What was
/// added lies in the order of its adding, and the answers depend on nothing else.
///
/// An index in a folder is there again when it is opened again. It can be deleted at any time, and
/// made anew by adding the same texts. Not more than one thread at a time.
public final class NearDuplicates implements AutoCloseable {
  private final DuplicateRecords records;
  private final @Nullable Embedder embedder;
  private final Limits limits;
  private final Bands bands = new Bands();
  private final Meanings meanings = new Meanings();
  private @Nullable String lastText;
  private byte[] lastMeaning = new byte[0];

  /// From where on two texts are nearly the same.
  ///
  /// @param words the least Jaccard similarity of their runs of three words
  /// @param meaning the least cosine of their vectors; above 1, meaning is not compared
  /// @param meaningUpTo how many texts are compared by meaning
  public record Limits(double words, double meaning, int meaningUpTo) {
    /// Chosen by eye: two tellings of one thing have a cosine above 0.9, two things of one kind
    /// ("my brother Karl", "my brother Johann") seldom.
    public static final Limits DEFAULT = new Limits(0.5, 0.92, 20_000);

    public Limits {
      if (words <= 0 || words > 1 || meaning <= 0 || meaningUpTo < 0) {
        throw new IllegalArgumentException(words + ", " + meaning + ", " + meaningUpTo);
      }
    }
  }

  /// What the likeness was measured by.
  public enum Measure {
    WORDS,
    MEANING
  }

  /// The text that is nearest, by the id it was added under, and how near it is, from 0 to 1.
  public record Match(String id, Measure by, double similarity) {
    /// Such as `93 % the same meaning as m012`.
    public String told() {
      String what = by == Measure.WORDS ? "words" : "meaning";
      return Math.round(similarity * 100) + " % the same " + what + " as " + id;
    }
  }

  private NearDuplicates(DuplicateRecords records, @Nullable Embedder embedder, Limits limits) {
    this.records = records;
    this.embedder = embedder;
    this.limits = limits;
    records.each(this::index);
  }

  /// Compares words and meaning. The index owns neither embedder nor, beyond its closing, anything
  /// else.
  ///
  /// @throws dev.understudy.problem.UserException when the index in `folder` is in use, or was made
  ///   with another embedder
  public static NearDuplicates open(Path folder, Embedder embedder, Limits limits) {
    return new NearDuplicates(DuplicateLog.open(folder, embedder.name()), embedder, limits);
  }

  /// Compares words alone.
  public static NearDuplicates open(Path folder, Limits limits) {
    return new NearDuplicates(DuplicateLog.open(folder, "words"), null, limits);
  }

  /// Compares words and meaning, and is gone when it is closed.
  public static NearDuplicates inMemory(Embedder embedder, Limits limits) {
    return new NearDuplicates(DuplicateRecords.inMemory(), embedder, limits);
  }

  /// Compares words alone, and is gone when it is closed.
  public static NearDuplicates inMemory(Limits limits) {
    return new NearDuplicates(DuplicateRecords.inMemory(), null, limits);
  }

  /// The nearest text added so far that is nearly the same: by words, or else by meaning. Of
  /// several equally near the first.
  public Optional<Match> nearest(String text) {
    return byWords(MinHash.of(text)).or(() -> byMeaning(text));
  }

  /// Adds a text, whether or not it is like another.
  public void add(String id, String text) {
    byte[] vector = comparesMeaning() ? meaning(text) : new byte[0];
    var added = new DuplicateRecord(id, MinHash.of(text), vector);
    records.add(added);
    index(added, records.size() - 1);
  }

  /// How many texts were added.
  public int size() {
    return records.size();
  }

  @Override
  public void close() {
    bands.close();
    records.close();
  }

  private Optional<Match> byWords(int[] signature) {
    @Nullable Match best = null;
    for (int record : bands.candidates(signature).toArray()) {
      DuplicateRecord other = records.get(record);
      double similarity = MinHash.similarity(signature, other.signature());
      if (similarity >= limits.words && (best == null || similarity > best.similarity)) {
        best = new Match(other.id(), Measure.WORDS, similarity);
      }
    }
    return Optional.ofNullable(best);
  }

  private Optional<Match> byMeaning(String text) {
    if (!comparesMeaning()) {
      return Optional.empty();
    }
    return meanings
        .nearest(meaning(text))
        .filter(near -> near.cosine() >= limits.meaning)
        .map(near -> new Match(records.get(near.record()).id(), Measure.MEANING, near.cosine()));
  }

  private boolean comparesMeaning() {
    return embedder != null && limits.meaning <= 1 && records.size() < limits.meaningUpTo;
  }

  /// Whoever asks for the nearest text will, as a rule, add this one next.
  private byte[] meaning(String text) {
    if (embedder != null && !text.equals(lastText)) {
      lastMeaning = Meanings.quantised(embedder.embed(text));
      lastText = text;
    }
    return lastMeaning;
  }

  private void index(DuplicateRecord record, int number) {
    bands.add(number, record.signature());
    if (record.vector().length > 0) {
      meanings.add(number, record.vector());
    }
  }
}
