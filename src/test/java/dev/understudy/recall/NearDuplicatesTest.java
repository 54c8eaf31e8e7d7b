package dev.understudy.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.problem.UserException;
import dev.understudy.recall.NearDuplicates.Limits;
import dev.understudy.recall.NearDuplicates.Match;
import dev.understudy.recall.NearDuplicates.Measure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearDuplicatesTest {
  private static final String STORM =
      "On the night of the great storm I rowed the minister across and would take no fare from him,"
          + " though he offered me a pound";
  private static final String BEES =
      "When the steamer came I sold my boat and kept bees behind the house until I was too old to"
          + " lift the hives";

  @TempDir private Path folder;

  @Test
  void findsTheTextItselfWhateverItsCaseAndPunctuation() {
    try (var seen = NearDuplicates.inMemory(Limits.DEFAULT)) {
      seen.add("a", STORM);
      seen.add("b", BEES);

      assertThat(seen.nearest("«" + BEES.toUpperCase(Locale.ROOT) + "!»"))
          .contains(new Match("b", Measure.WORDS, 1));
      assertThat(seen.nearest("I never learned to swim, and the loch knew it well")).isEmpty();
    }
  }

  @Test
  void findsATextWithAWordChanged() {
    try (var seen = NearDuplicates.inMemory(Limits.DEFAULT)) {
      seen.add("a", STORM);

      Optional<Match> match = seen.nearest(STORM.replace("a pound", "a shilling"));

      assertThat(match).hasValueSatisfying(m -> assertThat(m.similarity()).isBetween(0.7, 0.99));
    }
  }

  @Test
  void meaningFindsWhatWordsDoNot() {
    String one = "I was born in the village of Kilbrae on the second of March 1850.";
    String same = "My birth was on 2 March 1850, in the village of Kilbrae.";
    String other = "My sister Mairi pulled me out of the ice when I was eight.";
    try (var embedder = new MiniLm();
        var words = NearDuplicates.inMemory(Limits.DEFAULT);
        var both = NearDuplicates.inMemory(embedder, Limits.DEFAULT)) {
      words.add("a", one);
      both.add("a", one);

      assertThat(words.nearest(same)).isEmpty();
      assertThat(both.nearest(same))
          .hasValueSatisfying(m -> assertThat(m.by()).isEqualTo(Measure.MEANING));
      assertThat(both.nearest(other)).isEmpty();
    }
  }

  @Test
  void anIndexIsThereAgainAfterClosing() {
    try (var embedder = new MiniLm()) {
      try (var seen = NearDuplicates.open(folder, embedder, Limits.DEFAULT)) {
        seen.add("a", "I was born in the village of Kilbrae on the second of March 1850.");
        seen.add("b", STORM);
      }
      try (var seen = NearDuplicates.open(folder, embedder, Limits.DEFAULT)) {
        assertThat(seen.size()).isEqualTo(2);
        assertThat(seen.nearest(STORM)).map(Match::id).contains("b");
        assertThat(seen.nearest("My birth was on 2 March 1850, in the village of Kilbrae."))
            .map(Match::id)
            .contains("a");
      }
    }
  }

  @Test
  void anIndexCutAtAnyByteKeepsWhatIsWhole() throws IOException {
    long afterFirst;
    Path log = folder.resolve("duplicates.log");
    try (var seen = NearDuplicates.open(folder, Limits.DEFAULT)) {
      seen.add("a", STORM);
      afterFirst = Files.size(log);
      seen.add("b", BEES);
    }
    byte[] whole = Files.readAllBytes(log);
    for (int length = 0; length < whole.length; length++) {
      Files.write(log, Arrays.copyOf(whole, length));
      try (var seen = NearDuplicates.open(folder, Limits.DEFAULT)) {
        assertThat(seen.size()).as("cut at " + length).isEqualTo(length < afterFirst ? 0 : 1);
        seen.add("c", BEES);
        assertThat(seen.nearest(BEES)).map(Match::id).contains("c");
      }
    }
  }

  @Test
  void aDamagedRecordEndsTheIndex() throws IOException {
    Path log = folder.resolve("duplicates.log");
    try (var seen = NearDuplicates.open(folder, Limits.DEFAULT)) {
      seen.add("a", STORM);
      seen.add("b", BEES);
    }
    byte[] bytes = Files.readAllBytes(log);
    bytes[bytes.length - 5] ^= 1;
    Files.write(log, bytes);

    try (var seen = NearDuplicates.open(folder, Limits.DEFAULT)) {
      assertThat(seen.size()).isEqualTo(1);
    }
  }

  @Test
  void anIndexOfAnotherKindIsRefused() {
    NearDuplicates.open(folder, Limits.DEFAULT).close();

    try (var embedder = new MiniLm()) {
      assertThatThrownBy(() -> NearDuplicates.open(folder, embedder, Limits.DEFAULT))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("of another kind");
    }
  }

  @Test
  void anIndexInUseIsRefused() {
    try (var _ = NearDuplicates.open(folder, Limits.DEFAULT)) {
      assertThatThrownBy(() -> NearDuplicates.open(folder, Limits.DEFAULT))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("in use");
    }
  }

  /// The estimate against the true share of common runs, for texts that share more and more.
  @Test
  void signaturesEstimateTheShareOfCommonRuns() {
    for (int shared = 0; shared <= 200; shared += 40) {
      String a = words(1, 200);
      String b =
          String.join(" ", Arrays.asList(a.split(" ")).subList(0, shared))
              + " "
              + words(2, 200 - shared);
      long[] runsA = Shingles.of(a);
      long[] runsB = Shingles.of(b);
      double common =
          LongStream.of(runsA).filter(r -> LongStream.of(runsB).anyMatch(s -> s == r)).count();
      double truth = common / (runsA.length + runsB.length - common);

      assertThat(MinHash.similarity(MinHash.of(a), MinHash.of(b)))
          .as(shared + " words shared")
          .isCloseTo(truth, within(0.2)); // over three standard errors
    }
  }

  /// More than the hash table begins with, so that it grows several times.
  @Test
  void findsOneAmongManyAfterTheTableGrew() {
    int many = 3000;
    try (var seen = NearDuplicates.inMemory(Limits.DEFAULT)) {
      IntStream.range(0, many).forEach(i -> seen.add("t" + i, words(i, 40)));

      for (int i = 0; i < many; i += 7) {
        assertThat(seen.nearest(words(i, 40))).map(Match::id).contains("t" + i);
      }
      assertThat(
              IntStream.range(many, many + 500).filter(i -> seen.nearest(words(i, 40)).isPresent()))
          .isEmpty();
    }
  }

  @Test
  void ofEqualTextsTheFirstIsTold() {
    try (var seen = NearDuplicates.inMemory(Limits.DEFAULT)) {
      IntStream.range(0, 500).forEach(i -> seen.add("same" + i, STORM));
      IntStream.range(0, 2000).forEach(i -> seen.add("t" + i, words(i, 40)));

      assertThat(seen.nearest(STORM)).map(Match::id).contains("same0");
    }
  }

  private static String words(int seed, int count) {
    var random = new SplittableRandom(seed);
    return IntStream.range(0, count)
        .mapToObj(_ -> "w" + random.nextInt(5000))
        .collect(Collectors.joining(" "));
  }
}
