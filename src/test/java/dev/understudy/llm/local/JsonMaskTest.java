package dev.understudy.llm.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.llm.Shape;
import dev.understudy.llm.Shaped;
import dev.understudy.llm.Shapes;
import dev.understudy.store.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class JsonMaskTest {
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final SomeTokens TOKENS = new SomeTokens(1);
  private static final Vocabulary VOCABULARY = new Vocabulary(TOKENS);
  private static final Grammar GRAMMAR = new Grammar(VOCABULARY.spelling());

  private static Place start(Shape shape) {
    return GRAMMAR.of(shape).start(new Place.End());
  }

  /// A reply by a model of random logits; each token as likely as its neighbours, or one far
  /// likelier than all others.
  private static List<Integer> reply(JsonMask mask, long most, Random random, double spread) {
    List<Integer> tokens = new ArrayList<>();
    boolean whole = false;
    while (!whole) {
      assertThat(tokens.size()).as(mask.text()).isLessThan(Math.toIntExact(most));
      float[] logits = new float[TOKENS.vocabulary() + 7];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) (random.nextGaussian() * spread);
      }
      mask.restrict(logits, 3, TOKENS.vocabulary() + 1, (int) most - tokens.size());
      int best = best(logits, 3, TOKENS.vocabulary() + 1);
      if (best == SomeTokens.END) {
        return tokens;
      }
      tokens.add(best);
      whole = mask.take(best);
    }
    return tokens;
  }

  private static int best(float[] logits, int at, int count) {
    return IntStream.range(0, count)
        .boxed()
        .max((a, b) -> Float.compare(logits[at + a], logits[at + b]))
        .orElseThrow();
  }

  private static void fits(Shape shape, JsonMask mask, List<Integer> tokens) {
    var spelt = new ByteArrayOutputStream();
    tokens.forEach(token -> spelt.writeBytes(TOKENS.bytes()[token]));
    String text = mask.text();
    assertThat(text.getBytes(StandardCharsets.UTF_8)).isEqualTo(spelt.toByteArray());
    assertThat(RandomShapes.fits(shape, STRICT.readTree(text))).as(text).isTrue();
    if (shape instanceof Shape.Fields) {
      assertThat(Shapes.read(shape, text)).isInstanceOf(Shaped.Fits.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void whateverTheModelWantsTheReplyFits(int depth) {
    Random random = new Random(depth);
    for (int round = 0; round < 250; round++) {
      var shapes = new RandomShapes(1000L * depth + round);
      Shape shape = round % 2 == 0 ? shapes.fields(depth) : shapes.shape(depth);
      JsonMask mask = new JsonMask(VOCABULARY, start(shape));
      fits(shape, mask, reply(mask, 5000, random, 1));
    }
  }

  @Test
  void howeverFewTokensAreLeftTheReplyComesToItsEnd() {
    Random random = new Random(5);
    for (int round = 0; round < 400; round++) {
      Shape shape = new RandomShapes(round).fields(3);
      long fewest = GRAMMAR.of(shape).fewest();
      assertThat(fewest).isLessThan(1000);
      for (long most : new long[] {fewest, fewest + 1, fewest + 2 + random.nextInt(30)}) {
        JsonMask mask = new JsonMask(VOCABULARY, start(shape));
        List<Integer> tokens = reply(mask, most, random, 1);
        assertThat(tokens).hasSizeLessThanOrEqualTo((int) most);
        fits(shape, mask, tokens);
      }
    }
  }

  /// The quick ways of telling tokens apart give what trying each one does.
  @Test
  void letsThroughEveryTokenThatLeadsOnAndNoOther() {
    Random random = new Random(9);
    int narrow = 0;
    for (int round = 0; round < 60; round++) {
      Place place = start(new RandomShapes(round).fields(2));
      while (!(place instanceof Place.End)) {
        long left = random.nextBoolean() ? 5000 : place.fewest() + random.nextInt(3);
        BitSet allowed = VOCABULARY.allowed(place, left - 1);
        BitSet tried = new BitSet();
        for (int id = 1; id < TOKENS.vocabulary(); id++) {
          Place next = behind(place, TOKENS.bytes()[id]);
          tried.set(id, next != null && next.fewest() < left);
        }
        assertThat(allowed).isEqualTo(tried);
        narrow += left < 5000 ? 1 : 0;
        int[] choices = allowed.stream().toArray();
        place = behind(place, TOKENS.bytes()[choices[random.nextInt(choices.length)]]);
      }
    }
    assertThat(narrow).isGreaterThan(100);
  }

  private static Place behind(Place place, byte[] bytes) {
    for (int i = 0; place != null && i < bytes.length; i++) {
      place = place.next(bytes[i] & 0xFF);
    }
    return place;
  }

  /// The masks keep nothing out that fits, as another writer of JSON writes it.
  @Test
  void everyValueThatFitsCanBeSaid() {
    for (int round = 0; round < 500; round++) {
      var shapes = new RandomShapes(round);
      Shape shape = shapes.shape(3);
      String json = Json.line(shapes.value(shape));
      Place end = behind(start(shape), json.getBytes(StandardCharsets.UTF_8));
      assertThat(end).as(json).isNotNull();
      assertThat(end.mayEnd()).as(json).isTrue();
    }
  }

  @Test
  void noBrokenCharacterAndNoBlankTextCanBeSaid() {
    Shape text = new Shape.Text("", 4);
    for (String bad :
        new String[] {"C080", "E08080", "EDA080", "F08080", "F4908080", "C2", "80", "FF"}) {
      byte[] bytes = HexFormat.of().parseHex("22" + bad + "22");
      assertThat(behind(start(text), bytes)).as(bad).isNull();
    }
    for (String bad :
        new String[] {
          "\"\"",
          "\" a\"",
          "\"\\na\"",
          "\"\u3000a\"",
          "\"\u2003\"",
          "\"abcde\"",
          "\"abc\uD83D\uDE00\"",
          "\"a\u0001\"",
          "\"\\u0041\"",
          " \"a\""
        }) {
      assertThat(behind(start(text), bad.getBytes(StandardCharsets.UTF_8))).as(bad).isNull();
    }
    for (String good :
        new String[] {"\"ab\uD83D\uDE00\"", "\"\\\"\"", "\"a\\n\\t\\\\\"", "\"a   \""}) {
      assertThat(behind(start(text), good.getBytes(StandardCharsets.UTF_8)))
          .as(good)
          .isInstanceOf(Place.End.class);
    }
  }

  /// By a model that thinks the same always: left alone it would say one token for ever.
  @Test
  void aTextDoesNotGoRoundInACircle() {
    byte[][] bytes = TOKENS.bytes();
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      JsonMask mask = new JsonMask(VOCABULARY, start(new Shape.Text("", 3000)));
      float[] likes = new float[TOKENS.vocabulary()];
      int[] next = new int[TOKENS.vocabulary()];
      for (int i = 0; i < likes.length; i++) {
        likes[i] = bytes[i].length > 0 && bytes[i][0] == '"' ? -9 : random.nextFloat();
        next[i] = random.nextInt(likes.length);
      }
      List<Integer> tokens = new ArrayList<>();
      boolean whole = false;
      while (!whole) {
        float[] logits = likes.clone();
        if (!tokens.isEmpty()) {
          logits[next[tokens.getLast()]] += 2; // a walk that closes to a circle
        }
        mask.restrict(logits, 0, logits.length, 4000 - tokens.size());
        tokens.add(best(logits, 0, logits.length));
        whole = mask.take(tokens.getLast());
      }
      int[] said = tokens.stream().mapToInt(Integer::intValue).toArray();
      for (int period = 1; period <= 48; period++) {
        assertThat(longestRun(said, period))
            .as("period %d of %s", period, mask.text())
            .isLessThanOrEqualTo(Math.clamp(period, 5, 8));
      }
    }
  }

  /// The most tokens in a row that are those `period` before, among tokens of whole characters.
  private static int longestRun(int[] said, int period) {
    int longest = 0;
    int run = 0;
    for (int i = period; i < said.length; i++) {
      boolean plain = Arrays.stream(said, i - period, i + 1).allMatch(VOCABULARY::isPlain);
      run = plain && said[i] == said[i - period] ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }

  @Test
  void whatTheFormDemandsDoesNotCountAsRepetition() {
    JsonMask mask =
        new JsonMask(
            VOCABULARY, start(Shape.Fields.of("", new Shape.Field("a", new Shape.Text("", 9)))));
    List<Boolean> counted = new ArrayList<>();
    for (String token : new String[] {"{", "\"", "a", "\"", ":", "\"", "a", "\"", "}"}) {
      int id = 1 + token.charAt(0);
      counted.add(mask.counts(id));
      mask.take(id);
    }
    assertThat(counted)
        .containsExactly(false, false, false, false, false, false, true, false, false);
  }

  @Test
  void whatAVocabularyCantWriteTakesForEver() {
    Grammar letters = new Grammar(new Spelling(new byte[][] {{'a'}, {'{'}, {'"', 'a'}}));
    assertThat(letters.of(new Shape.Text("", 3)).fewest()).isGreaterThanOrEqualTo(Place.NEVER);
    assertThat(letters.of(new Shape.Whole("", 0, 9)).fewest()).isGreaterThanOrEqualTo(Place.NEVER);
  }
}
