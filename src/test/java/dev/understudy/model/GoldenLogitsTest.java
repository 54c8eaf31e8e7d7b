package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.store.Json;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Both decoders against logits an independent implementation made from the same file (see
/// tools/golden).
@Tag("base")
class GoldenLogitsTest {
  record Golden(String by, String file, List<Prompt> prompts) {}

  record Prompt(
      String title, int[] tokens, List<List<Integer>> top, List<List<Double>> logProbabilities) {}

  private static Weights weights;

  @BeforeAll
  static void load() {
    weights = Weights.load(RealBase.orSkip());
  }

  @AfterAll
  static void free() {
    if (weights != null) {
      weights.close();
    }
  }

  @Test
  void libtorchAgrees() throws Exception {
    try (TorchDecoder decoder = new TorchDecoder(weights, Devices.TORCH)) {
      for (Prompt prompt : golden().prompts) {
        float[][] logits = Tiny.all(decoder, prompt.tokens);
        for (int p = 0; p < prompt.tokens.length; p++) {
          check(prompt, p, logits[p], 0);
        }
      }
    }
  }

  @Test
  void ownKernelsAgree() throws Exception {
    try (Decoder decoder = new Decoder(weights, 2)) {
      for (Prompt prompt : golden().prompts) {
        KvCache cache = new KvCache(weights.config());
        List<Integer> seen = new ArrayList<>();
        List<Decoder.Row> rows =
            IntStream.range(0, prompt.tokens.length)
                .mapToObj(i -> new Decoder.Row(cache, i, prompt.tokens[i], true))
                .toList();
        decoder.forward(
            rows,
            (row, logits, at) -> {
              check(prompt, row, logits, at);
              seen.add(row);
            });
        assertThat(seen).hasSize(prompt.tokens.length);
      }
    }
  }

  private static void check(Prompt prompt, int p, float[] logits, int at) {
    int vocabulary = weights.config().vocabulary();
    int best = 0;
    double sum = 0;
    for (int v = 0; v < vocabulary; v++) {
      best = logits[at + v] > logits[at + best] ? v : best;
    }
    for (int v = 0; v < vocabulary; v++) {
      sum += Math.exp(logits[at + v] - logits[at + best]);
    }
    double logSum = logits[at + best] + Math.log(sum);
    assertThat(best).as("%s, position %d", prompt.title, p).isEqualTo(prompt.top.get(p).get(0));
    for (int i = 0; i < 5; i++) {
      double ours = logits[at + prompt.top.get(p).get(i)] - logSum;
      assertThat(ours)
          .as("%s, position %d, place %d", prompt.title, p, i)
          .isCloseTo(prompt.logProbabilities.get(p).get(i), within(0.02));
    }
  }

  private static Golden golden() throws URISyntaxException {
    var url = GoldenLogitsTest.class.getResource("/golden/logits.json");
    assertThat(url).isNotNull();
    return Json.read(Path.of(url.toURI()), Golden.class);
  }
}
