package dev.understudy.recall;

import dev.understudy.person.Memory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Scores each memory against what was said, by meaning and by words.
///
/// The score is the mean of two cosines, of the whole memory and of its nearest sentence (a memory
/// tells several things, a question asks for one), plus [#WORDS] times the share of the question's
/// words that the memory has. Why, and what else was tried: `docs/design/recall.md`.
public final class MemoryIndex implements Retriever {

  /// A second memory must come this near to the first: what is merely the next best only distracts.
  private static final double MARGIN = 0.12;

  private static final double WORDS = 0.2;

  /// How much a line that means nothing by itself ("Was she pretty?") leans on the one before it.
  private static final double EARLIER = 0.5;

  private final List<Memory> memories;
  private final Embedder embedder;
  private final double threshold;
  private final List<List<float[]>> vectors; // for each memory: the whole, then its sentences
  private final WordScore words;

  private MemoryIndex(
      List<Memory> memories, Embedder embedder, double threshold, List<List<float[]>> vectors) {
    this.memories = List.copyOf(memories);
    this.embedder = embedder;
    this.threshold = threshold;
    this.vectors = vectors;
    this.words = new WordScore(memories.stream().map(Memory::text).toList());
  }

  /// Embeds all memories, or reads their vectors from the folder `cache`. The index owns the
  /// embedder: closing it closes both.
  public static MemoryIndex of(
      List<Memory> memories, Embedder embedder, double threshold, Optional<Path> cache) {
    List<List<String>> texts = memories.stream().map(m -> parts(m.text())).toList();
    var flat = Vectors.of(texts.stream().flatMap(List::stream).toList(), embedder, cache);
    var vectors = new ArrayList<List<float[]>>();
    int next = 0;
    for (List<String> parts : texts) {
      vectors.add(flat.subList(next, next + parts.size()));
      next += parts.size();
    }
    return new MemoryIndex(memories, embedder, threshold, vectors);
  }

  /// The same memories under another threshold; only one of the two is to be closed.
  public MemoryIndex at(double other) {
    return new MemoryIndex(memories, embedder, other, vectors);
  }

  @Override
  public List<Recalled> recall(List<String> said, int most) {
    List<Recalled> best = ranked(said);
    return best.stream()
        .limit(most)
        .filter(r -> r.score() >= threshold && r.score() >= best.getFirst().score() - MARGIN)
        .toList();
  }

  /// Every memory with its score, best first, whatever the threshold.
  public List<Recalled> ranked(List<String> said) {
    if (said.isEmpty()) {
      return List.of();
    }
    List<Asked> asked = asked(said);
    return IntStream.range(0, memories.size())
        .mapToObj(i -> new Recalled(memories.get(i), score(i, asked)))
        .sorted(Comparator.comparingDouble(Recalled::score).reversed())
        .toList();
  }

  /// The score of the memory that fits best, whatever the threshold; 0 when there is none.
  double best(List<String> said) {
    List<Asked> asked = asked(said);
    return IntStream.range(0, memories.size()).mapToDouble(i -> score(i, asked)).max().orElse(0);
  }

  @Override
  public void close() {
    embedder.close();
  }

  /// What was asked, as a vector and as words.
  record Asked(float[] meaning, Set<String> about) {}

  /// The last line as a whole, and each question in it: "I still set a plate for her. What was your
  /// mother like?"
  private List<Asked> asked(List<String> said) {
    var asked = new ArrayList<Asked>();
    asked.add(whole(said));
    questions(said.getLast()).forEach(question -> asked.add(asked(question)));
    return asked;
  }

  /// The last line as a whole, with the one before it where it means nothing by itself.
  Asked whole(List<String> said) {
    String last = said.getLast();
    if (said.size() == 1 || !ContentWords.refersBack(last)) {
      return asked(last);
    }
    String earlier = said.get(said.size() - 2);
    float[] meaning = mixed(embedder.embed(last), embedder.embed(earlier));
    return new Asked(meaning, new HashSet<>(ContentWords.of(earlier + " " + last)));
  }

  /// The questions in a line that has something beside them.
  static List<String> questions(String line) {
    return ContentWords.sentences(line).stream()
        .filter(sentence -> sentence.endsWith("?") && !sentence.equals(line))
        .toList();
  }

  private Asked asked(String text) {
    return new Asked(embedder.embed(text), new HashSet<>(ContentWords.of(text)));
  }

  private double score(int memory, List<Asked> asked) {
    return asked.stream().mapToDouble(a -> score(memory, a)).max().orElse(0);
  }

  private double score(int memory, Asked asked) {
    List<float[]> parts = vectors.get(memory);
    double whole = dot(parts.getFirst(), asked.meaning());
    double nearest =
        parts.stream().skip(1).mapToDouble(v -> dot(v, asked.meaning())).max().orElse(whole);
    return (whole + nearest) / 2 + WORDS * words.covered(asked.about(), memory);
  }

  private static List<String> parts(String text) {
    var parts = new ArrayList<>(List.of(text));
    parts.addAll(ContentWords.sentences(text));
    return parts;
  }

  private static float[] mixed(float[] last, float[] earlier) {
    float[] sum = new float[last.length];
    double squares = 0;
    for (int i = 0; i < sum.length; i++) {
      sum[i] = (float) (last[i] + EARLIER * earlier[i]);
      squares += (double) sum[i] * sum[i];
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= (float) Math.sqrt(squares);
    }
    return sum;
  }

  /// Four sums, since one alone would wait for itself at every addition: learning the horizon takes
  /// a million of these.
  private static double dot(float[] a, float[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += (double) a[i] * b[i];
      s1 += (double) a[i + 1] * b[i + 1];
      s2 += (double) a[i + 2] * b[i + 2];
      s3 += (double) a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += (double) a[i] * b[i];
    }
    return s0 + s1 + (s2 + s3);
  }
}
