package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// libtorch's decoder against our own kernels.
class TorchDecoderTest {
  /// What rounding every product to eight bits may change of logits between about -3 and 3.
  private static final float HALF = 0.15f;

  static List<ModelConfig> configs() {
    return List.of(Tiny.CONFIG, Tiny.UNTIED, Tiny.WIDE);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void manySequencesAtOnceFollowOurKernels(ModelConfig config) {
    follow(config, Devices.TORCH, 1e-4f);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void inBfloat16TheyFollowRoughly(ModelConfig config) {
    assertThat(follow(config, Devices.HALF, HALF)).as("it is not float32").isGreaterThan(1e-3f);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void onAGpuTheyFollowRoughly(ModelConfig config) {
    follow(config, Devices.gpuOrSkip(), HALF);
  }

  /// Sequences of unequal lengths begin, continue and are copied, shortened and dropped in the same
  /// way on both.
  ///
  /// @return the largest difference of logits
  private static float follow(ModelConfig config, Device device, float tolerance) {
    List<float[]> expected = new ArrayList<>();
    List<float[]> got = new ArrayList<>();
    try (Weights weights = Weights.random(config, 1);
        Decoder ours = new Decoder(weights, 1);
        TorchDecoder torch = new TorchDecoder(weights, device)) {
      play(ours, expected);
      play(torch, got);
    }
    assertThat(got).hasSize(expected.size()).hasSize(1 + 3 + 3 * 4 + 2);
    float most = 0;
    for (int i = 0; i < got.size(); i++) {
      assertThat(got.get(i)).as("logits %d", i).containsExactly(expected.get(i), within(tolerance));
      for (int v = 0; v < config.vocabulary(); v++) {
        most = Math.max(most, Math.abs(got.get(i)[v] - expected.get(i)[v]));
      }
      if (tolerance < 1e-3) {
        assertThat(best(got.get(i))).isEqualTo(best(expected.get(i)));
      }
    }
    return most;
  }

  private static void play(Engine engine, List<float[]> out) {
    Engine.Cache shared = engine.cache();
    out.add(engine.append(shared, text(9, 1)));
    Engine.Cache dropped = engine.cache();
    engine.append(dropped, text(20, 7));
    List<Engine.Cache> flying = new ArrayList<>(List.of(shared.copy(5, 2), shared.copy(7, 30)));
    dropped.close();
    flying.add(engine.cache()); // where the dropped one was
    for (int i = 0; i < flying.size(); i++) {
      out.add(engine.append(flying.get(i), text(3 + 4 * i, i)));
    }
    for (int step = 0; step < 4; step++) {
      Collections.rotate(flying, 1);
      int token = step;
      forward(
          engine,
          flying.stream().map(c -> new Engine.Row(c, c.length(), 10 + token, true)).toList(),
          out);
    }
    // One token of one sequence beside two of another, of which only the last is asked for.
    flying.getFirst().truncate(4);
    Engine.Cache other = flying.getLast();
    int at = other.length();
    List<Engine.Row> mixed =
        List.of(
            new Engine.Row(other, at, 3, false),
            new Engine.Row(flying.getFirst(), 4, 5, true),
            new Engine.Row(other, at + 1, 4, true));
    forward(engine, mixed, out);
    flying.forEach(Engine.Cache::close);
  }

  private static void forward(Engine engine, List<Engine.Row> rows, List<float[]> out) {
    engine.forward(
        rows,
        (row, all, from) -> out.add(Arrays.copyOfRange(all, from, from + engine.vocabulary())));
  }

  @Test
  void aLongTextIsSplitAndTheCachesGrow() {
    int[] tokens = text(600, 3);
    try (Weights weights = Tiny.weights();
        Decoder ours = new Decoder(weights, 1);
        TorchDecoder torch = new TorchDecoder(weights, Devices.TORCH)) {
      Engine.Cache first = torch.cache();
      torch.append(first, text(5, 1));
      assertThat(torch.append(torch.cache(), tokens))
          .containsExactly(ours.append(ours.cache(), tokens), within(1e-4f));
      assertThat(torch.append(first, text(3, 2))) // what was there moved along
          .containsExactly(ours.append(filled(ours, text(5, 1)), text(3, 2)), within(1e-4f));
    }
  }

  @Test
  void aGeneratorSaysTheSameOnBoth() {
    List<int[]> prompts = IntStream.range(0, 20).mapToObj(i -> text(4 + i, i % 7)).toList();
    try (Weights weights = Tiny.weights();
        Generator ours = new Generator(weights, new ByteTokenizer(97, 3), 1);
        Generator torch = new Generator(weights, new ByteTokenizer(97, 3), 1, Devices.TORCH)) {
      List<Reply> expected = ours.generateAll(prompts, Sampling.greedy(20));
      List<Reply> got = torch.generateAll(prompts, Sampling.greedy(20));
      for (int i = 0; i < prompts.size(); i++) {
        assertThat(got.get(i).tokens()).as("prompt %d", i).isEqualTo(expected.get(i).tokens());
      }
      assertThat(torch.generate(prompts.get(3), Sampling.greedy(20), t -> {}).tokens())
          .isEqualTo(expected.get(3).tokens());
    }
  }

  @Test
  void aWrongPositionOrTokenIsRefused() {
    try (Weights weights = Tiny.weights();
        TorchDecoder torch = new TorchDecoder(weights, Devices.TORCH)) {
      Engine.Cache cache = torch.cache();
      assertThatThrownBy(() -> torch.append(cache, new int[] {97}))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> cache.truncate(1)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Engine.Cache filled(Engine engine, int[] tokens) {
    Engine.Cache cache = engine.cache();
    engine.append(cache, tokens);
    return cache;
  }

  private static int[] text(int length, int salt) {
    return IntStream.range(0, length).map(i -> 4 + (i * 31 + salt * 17) % 49).toArray();
  }

  private static int best(float[] logits) {
    int best = 0;
    for (int v = 1; v < logits.length; v++) {
      best = logits[v] > logits[best] ? v : best;
    }
    return best;
  }
}
