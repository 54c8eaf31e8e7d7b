package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecoderTest {
  private static final int[] TOKENS = {5, 17, 96, 0, 33, 17, 17, 60, 8, 71, 2};

  static List<ModelConfig> agreesWithLibtorchAtEveryPosition() {
    return List.of(Tiny.CONFIG, Tiny.UNTIED, Tiny.WIDE);
  }

  @ParameterizedTest
  @MethodSource
  void agreesWithLibtorchAtEveryPosition(ModelConfig config) {
    int[] tokens = Arrays.stream(TOKENS).map(t -> t % config.vocabulary()).toArray();
    try (Weights weights = Weights.random(config, 1);
        Decoder decoder = new Decoder(weights, 2);
        TorchDecoder torch = new TorchDecoder(weights, Devices.TORCH)) {
      float[][] expected = Tiny.all(torch, tokens);
      float[][] ours = Tiny.all(decoder, tokens);
      for (int p = 0; p < tokens.length; p++) {
        assertThat(ours[p]).as("position %d", p).containsExactly(expected[p], within(1e-4f));
      }
    }
  }

  @Test
  void tokenByTokenGivesTheSameBitsAsAtOnce() {
    try (Weights weights = Tiny.weights();
        Decoder decoder = new Decoder(weights, 2)) {
      float[][] atOnce = Tiny.all(decoder, TOKENS);
      KvCache cache = new KvCache(Tiny.CONFIG);
      for (int i = 0; i < TOKENS.length; i++) {
        assertThat(decoder.append(cache, new int[] {TOKENS[i]})).isEqualTo(atOnce[i]);
      }
    }
  }

  @Test
  void aSequenceGetsTheSameBitsInABatchOfUnequalLengths() {
    try (Weights weights = Tiny.weights();
        Decoder alone = new Decoder(weights, 1);
        Decoder together = new Decoder(weights, 3)) {
      List<KvCache> caches = new ArrayList<>();
      List<Decoder.Row> rows = new ArrayList<>();
      List<float[]> expected = new ArrayList<>();
      for (int length = 1; length <= 7; length++) {
        int[] tokens = Arrays.copyOf(TOKENS, length);
        KvCache single = new KvCache(Tiny.CONFIG);
        alone.append(single, tokens);
        expected.add(alone.append(single, new int[] {length}));
        KvCache cache = new KvCache(Tiny.CONFIG);
        together.append(cache, tokens);
        caches.add(cache);
        rows.add(new Decoder.Row(cache, length, length, true));
      }
      List<float[]> got = new ArrayList<>();
      together.forward(rows, (row, logits, at) -> got.add(Arrays.copyOfRange(logits, at, at + 97)));
      for (int i = 0; i < expected.size(); i++) {
        assertThat(got.get(i)).isEqualTo(expected.get(i));
      }
      assertThat(caches).allSatisfy(c -> assertThat(c.length()).isBetween(2, 8));
    }
  }

  @Test
  void whatComesLaterDoesNotChangeWhatWasSaid() {
    int[] other = TOKENS.clone();
    other[6] = 1;
    try (Weights weights = Tiny.weights();
        Decoder decoder = new Decoder(weights, 1)) {
      float[][] a = Tiny.all(decoder, TOKENS);
      float[][] b = Tiny.all(decoder, other);
      for (int i = 0; i < 6; i++) {
        assertThat(a[i]).isEqualTo(b[i]);
      }
      assertThat(a[7]).isNotEqualTo(b[7]);
    }
  }

  @Test
  void aCopiedOrShortenedCacheGoesOnAsIfItHadBeenFilledSo() {
    try (Weights weights = Tiny.weights();
        Decoder decoder = new Decoder(weights, 1)) {
      KvCache full = new KvCache(Tiny.CONFIG);
      float[] expected = decoder.append(full, Arrays.copyOf(TOKENS, 6));
      decoder.append(full, new int[] {9, 9, 9});
      KvCache copy = full.copy(5, 4);
      assertThat(decoder.append(copy, new int[] {TOKENS[5]})).isEqualTo(expected);
      full.truncate(5);
      assertThat(decoder.append(full, new int[] {TOKENS[5]})).isEqualTo(expected);
    }
  }

  @Test
  void moreRowsThanOnePassTakesAreSplit() {
    int[] tokens = IntStream.range(0, 300).map(i -> i * 7 % 97).toArray();
    try (Weights weights = Tiny.weights();
        Decoder decoder = new Decoder(weights, 2);
        TorchDecoder torch = new TorchDecoder(weights, Devices.TORCH)) {
      float[] expected = torch.append(torch.cache(), tokens);
      float[] last = decoder.append(decoder.cache(), tokens);
      assertThat(last).containsExactly(expected, within(1e-4f));
    }
  }

  @Test
  void aWrongPositionOrTokenIsRefused() {
    try (Weights weights = Tiny.weights();
        Decoder decoder = new Decoder(weights, 1)) {
      KvCache cache = new KvCache(Tiny.CONFIG);
      assertThatThrownBy(() -> decoder.append(cache, new int[] {97}))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () -> decoder.forward(List.of(new Decoder.Row(cache, 3, 1, true)), (r, l, a) -> {}))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
