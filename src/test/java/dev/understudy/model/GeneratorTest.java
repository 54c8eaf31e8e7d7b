package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.problem.UserException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GeneratorTest {
  private static final int END = 3;
  private final Weights weights = Tiny.weights();
  private final Generator generator =
      new Generator(weights, new ByteTokenizer(Tiny.CONFIG.vocabulary(), END), 2);

  @AfterEach
  void free() {
    generator.close();
    weights.close();
  }

  private static Sampling sampling(long seed, int most) {
    return new Sampling(1, 0, 1, 1.1, seed, most, List.of());
  }

  private static int[] prompt(int length, int salt) {
    return IntStream.range(0, length).map(i -> 10 + (i * 31 + salt * 17) % 80).toArray();
  }

  @Test
  void greedyTakesWhatTheModelThinksLikeliest() {
    int[] prompt = prompt(9, 1);
    Reply reply = generator.generate(prompt, Sampling.greedy(5), t -> {});
    try (Decoder decoder = new Decoder(weights, 1)) {
      KvCache cache = new KvCache(Tiny.CONFIG);
      float[] logits = decoder.append(cache, prompt);
      for (int token : reply.tokens()) {
        for (float l : logits) {
          assertThat(l).isLessThanOrEqualTo(logits[token]);
        }
        logits = decoder.append(cache, new int[] {token});
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameReplyAloneInABatchAndAfterAReusedBeginning() {
    List<int[]> prompts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      prompts.add(i % 3 == 0 ? prompt(4 + i, i) : prompt(5 + i, 1));
    }
    List<Reply> together = generator.generateAll(prompts, sampling(9, 35));
    assertThat(together).hasSize(20);
    for (int i = 0; i < 20; i++) {
      Reply alone = generator.generate(prompts.get(i), sampling(9, 35), t -> {});
      assertThat(alone.tokens()).as("prompt %d", i).isEqualTo(together.get(i).tokens());
      assertThat(alone.finish()).isEqualTo(together.get(i).finish());
      assertThat(alone.text()).isEqualTo(together.get(i).text());
    }
    assertThat(together.stream().map(r -> r.tokens().length).distinct().count())
        .as("replies that end at different times")
        .isGreaterThan(1);
    assertThat(generator.generate(prompts.get(0), sampling(10, 35), t -> {}).tokens())
        .isNotEqualTo(together.get(0).tokens());
  }

  @Test
  void aReplyIsTheSameWheneverItsPromptJoinsTheOthers() {
    List<int[]> prompts = IntStream.range(0, 24).mapToObj(i -> prompt(5 + i, i % 4)).toList();
    @Nullable Reply[] replies = new Reply[24];
    Iterator<Integer> numbers = IntStream.range(0, 24).iterator();
    Iterator<Generator.Task> hesitant =
        new Iterator<>() {
          private int asked;

          @Override
          public boolean hasNext() {
            return numbers.hasNext() && (asked++ % 3 == 0 || asked > 60);
          }

          @Override
          public Generator.Task next() {
            int i = numbers.next();
            return new Generator.Task(
                prompts.get(i),
                sampling(i, 4 + i),
                TokenMask.NONE,
                () -> false,
                reply -> replies[i] = reply);
          }
        };
    while (numbers.hasNext()) {
      generator.continueAll(hesitant);
    }
    for (int i = 0; i < 24; i++) {
      Reply alone = generator.generate(prompts.get(i), sampling(i, 4 + i), t -> {});
      assertThat(replies[i]).isNotNull();
      assertThat(replies[i].tokens()).as("prompt %d", i).isEqualTo(alone.tokens());
    }
  }

  @Test
  void aMaskSaysWhatMayComeWhatCountsAndWhenItIsEnough() {
    List<Integer> left = new ArrayList<>();
    TokenMask oddUntilFive =
        new TokenMask() {
          private int taken;

          @Override
          public void restrict(float[] logits, int at, int count, int rest) {
            left.add(rest);
            for (int i = 0; i < count; i += 2) {
              logits[at + i] = Float.NEGATIVE_INFINITY;
            }
            logits[at + END] = Float.NEGATIVE_INFINITY;
          }

          @Override
          public boolean counts(int token) {
            return false;
          }

          @Override
          public boolean take(int token) {
            return ++taken == 5;
          }
        };
    Sampling always = new Sampling(0, 0, 1, 10, 1, 9, List.of());
    Reply reply = generator.generate(prompt(6, 1), always, oddUntilFive);
    assertThat(java.util.Arrays.stream(reply.tokens()).boxed())
        .hasSize(5)
        .allMatch(token -> token % 2 == 1 && token != END);
    assertThat(reply.finish()).isEqualTo(Finish.END);
    assertThat(left).containsExactly(9, 8, 7, 6, 5);
  }

  @Test
  void aReplyEndsWhereItShould() {
    int[] prompt = prompt(6, 2);
    Reply longest = generator.generate(prompt, Sampling.greedy(8), t -> {});
    assertThat(longest.finish()).isEqualTo(Finish.LENGTH);
    assertThat(longest.tokens()).hasSize(8);

    int[] calls = {0};
    Reply cancelled = generator.generate(prompt, Sampling.greedy(8), t -> {}, () -> ++calls[0] > 3);
    assertThat(cancelled.finish()).isEqualTo(Finish.CANCELLED);
    assertThat(cancelled.tokens()).hasSize(4);
    assertThat(longest.text()).startsWith(cancelled.text());

    String stop = longest.text().substring(2, 4);
    Reply stopped = generator.generate(prompt, Sampling.greedy(8).withStop(List.of(stop)), t -> {});
    assertThat(stopped.finish()).isEqualTo(Finish.STOP);
    assertThat(stopped.text()).isEqualTo(longest.text().substring(0, longest.text().indexOf(stop)));

    // A tokenizer for which the first greedy token ends the turn.
    int first = longest.tokens()[0];
    try (Generator ends = new Generator(weights, new ByteTokenizer(97, first), 1)) {
      Reply empty = ends.generate(prompt, Sampling.greedy(8), t -> {});
      assertThat(empty.finish()).isEqualTo(Finish.END);
      assertThat(empty.text()).isEmpty();
    }
  }

  @Test
  void theContextEndsAReplyAndRefusesALongerPrompt() {
    Reply reply = generator.generate(prompt(60, 1), Sampling.greedy(50), t -> {});
    assertThat(reply.finish()).isEqualTo(Finish.LENGTH);
    assertThat(reply.tokens()).hasSize(4);
    assertThatThrownBy(() -> generator.generate(prompt(64, 1), Sampling.greedy(5), t -> {}))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("64");
  }

  @Test
  void streamsTheTextOfTheReply() {
    StringBuilder streamed = new StringBuilder();
    Reply reply = generator.generate(prompt(7, 3), sampling(4, 20), streamed::append);
    assertThat(streamed.toString()).isEqualTo(reply.text());
  }

  @Test
  void aCancelledBatchKeepsWhatCameSoFar() {
    AtomicInteger asked = new AtomicInteger();
    List<Reply> replies =
        generator.generateAll(
            List.of(prompt(5, 1), prompt(6, 2)),
            Sampling.greedy(30),
            () -> asked.incrementAndGet() > 9);
    assertThat(replies).allSatisfy(r -> assertThat(r.finish()).isEqualTo(Finish.CANCELLED));
    assertThat(replies.getFirst().tokens().length).isBetween(1, 10);
  }

  @Test
  void logLikelihoodSumsWhatLibtorchSaysOfTheJudgedTokens() {
    List<int[]> sequences = List.of(prompt(30, 1), prompt(2, 2), prompt(50, 3), prompt(60, 4));
    int[] from = {1, 1, 50, 33};
    double[] sums = generator.logLikelihood(sequences, from);
    try (TorchDecoder torch = new TorchDecoder(weights, Devices.TORCH)) {
      for (int s = 0; s < sums.length; s++) {
        int[] tokens = sequences.get(s);
        float[][] logits = Tiny.all(torch, tokens);
        double expected = 0;
        for (int i = from[s]; i < tokens.length; i++) {
          expected += logits[i - 1][tokens[i]] - logSum(logits[i - 1]);
        }
        assertThat(sums[s]).isCloseTo(expected, within(1e-3));
      }
    }
  }

  @Test
  void noCacheIsLeftOpenWhenTheEngineBreaks() {
    List<int[]> prompts = List.of(prompt(5, 1), prompt(6, 2), prompt(7, 3));
    // In the first prompt, in the second, in the first and the third token of all.
    for (int passes : new int[] {0, 1, 3, 5}) {
      var engine = new BrokenEngine(97, passes);
      try (Generator breaks = new Generator(Tiny.CONFIG, new ByteTokenizer(97, END), engine)) {
        assertThatThrownBy(() -> breaks.generateAll(prompts, sampling(1, 30))).hasMessage("broken");
        assertThat(engine.open()).as("the kept one alone, after %d", passes).isEqualTo(1);
      }
    }
    var engine = new BrokenEngine(97, 0);
    try (Generator breaks = new Generator(Tiny.CONFIG, new ByteTokenizer(97, END), engine)) {
      assertThatThrownBy(() -> breaks.logLikelihood(prompts, new int[] {1, 1, 1}))
          .hasMessage("broken");
      assertThat(engine.open()).isEqualTo(1);
    }
  }

  private static double logSum(float[] logits) {
    double sum = 0;
    for (float l : logits) {
      sum += Math.exp(l);
    }
    return Math.log(sum);
  }

  @Test
  void earlierRepliesArePenalisedAndOthersWordsAreNot() {
    // opening 7 8, reply 50 51, end, user words 60 61, end, opening
    int[] prompt = {7, 8, 40, END, 7, 8, 50, 51, END, 60, 61, END, 7, 8};
    assertThat(Said.before(prompt, END).tokens()).containsExactly(50, 51);
    assertThat(Said.before(new int[] {1, 2, 3}, END).tokens()).isEmpty();
  }
}
