package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.problem.UserException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdaptedBaseTest {
  private static final Path GOLDEN = GoldenTokens.path("variants");
  private static final List<String> NAMES = List.of("plain", "dora", "other");
  private static final int[] TOKENS = {3, 17, 0, 39, 22, 8};
  private static final String BASE = "the bare base";

  private static LoraAdapter adapter(String name) {
    return PeftFolder.read(GOLDEN.resolve(name));
  }

  private static float[][] fresh(String name) {
    try (Weights weights = Weights.load(GOLDEN)) {
      if (!name.equals(BASE)) {
        weights.merge(adapter(name));
      }
      return logits(weights);
    }
  }

  private static float[][] logits(Weights weights) {
    try (Decoder decoder = new Decoder(weights, 1)) {
      return Tiny.all(decoder, TOKENS);
    }
  }

  @Test
  void whateverIsChangedForWhatTheBitsAreThoseOfAFreshOne() {
    try (AdaptedBase base = new AdaptedBase(Weights.load(GOLDEN))) {
      NAMES.forEach(name -> base.add(name, adapter(name)));
      assertThat(base.inUse()).isEmpty();
      assertThat(logits(base.weights())).isDeepEqualTo(fresh(BASE));
      for (String name :
          List.of("other", "plain", "dora", "dora", "plain", "other", BASE, "dora")) {
        if (name.equals(BASE)) {
          base.useBase();
        } else {
          base.use(name);
          assertThat(base.inUse()).contains(name);
        }
        assertThat(logits(base.weights())).as(name).isDeepEqualTo(fresh(name));
      }
      assertThat(Arrays.deepEquals(fresh("plain"), fresh(BASE))).isFalse();
    }
  }

  /// Each weight that some adapter changes once, however many they are.
  @Test
  void theCopyGrowsWithTheModulesAndNotWithTheAdapters() {
    try (AdaptedBase base = new AdaptedBase(Weights.load(GOLDEN))) {
      NAMES.forEach(name -> base.add(name, adapter(name)));
      assertThat(base.copied()).as("nothing was used").isZero();
      base.use("other");
      assertThat(base.copied()).isEqualTo(4L * 2 * (16 * 16 + 16 * 24));
      base.use("plain");
      long all = 4L * 2 * (2 * 16 * 16 + 2 * 8 * 16 + 3 * 16 * 24);
      assertThat(base.copied()).isEqualTo(all);
      for (int i = 0; i < 5; i++) {
        base.add("more " + i, adapter("rslora"));
        base.use("more " + i);
      }
      assertThat(base.copied()).isEqualTo(all);
    }
  }

  @Test
  void whatIsRemovedIsUsedNoMore() {
    try (AdaptedBase base = new AdaptedBase(Weights.load(GOLDEN))) {
      base.add("plain", adapter("plain"));
      base.use("plain");
      base.remove("plain");
      assertThat(logits(base.weights())).isDeepEqualTo(fresh(BASE));
      assertThatThrownBy(() -> base.use("plain")).isInstanceOf(UserException.class);
    }
  }

  @Test
  void wrongNamesAndAdaptersOfOtherBasesAreTold() {
    try (AdaptedBase base = new AdaptedBase(Weights.load(GOLDEN))) {
      base.add("plain", adapter("plain"));
      base.use("plain");
      assertThatThrownBy(() -> base.add("plain", adapter("dora")))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("adapter plain: is there already");
      assertThatThrownBy(() -> base.use("plan"))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("Did you mean 'plain'?");
      LoraAdapter ofAnother =
          new LoraAdapter(
              new LoraConfig(1, 1, 0, List.of("q_proj")),
              Map.of(
                  "model.layers.0.self_attn.q_proj",
                  new LoraAdapter.Pair(new float[5], new float[5])));
      assertThatThrownBy(() -> base.add("x", ofAnother))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("do not fit a module of 16 x 16");
      assertThat(base.inUse()).contains("plain");
      assertThat(logits(base.weights())).isDeepEqualTo(fresh("plain"));
    }
  }
}
