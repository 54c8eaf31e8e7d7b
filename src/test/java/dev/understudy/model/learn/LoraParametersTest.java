package dev.understudy.model.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.model.LoraAdapter;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.Weights;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

class LoraParametersTest {
  private static final LoraConfig LORA =
      new LoraConfig(4, 8, 0, List.of("v_proj", "q_proj", "down_proj"));

  @Test
  void startsAsPeftDoes() {
    try (Weights base = Weights.random(Samples.TIED, 5);
        LoraLearner learner = new LoraLearner(base, LORA, 1)) {
      LoraAdapter adapter = learner.adapter();
      assertThat(adapter.pairs()).hasSize(9).containsKey("model.layers.2.mlp.down_proj");
      LoraAdapter.Pair down = adapter.pairs().get("model.layers.0.mlp.down_proj");
      assertThat(down.a()).hasSize(4 * 40);
      assertThat(down.b()).hasSize(24 * 4).containsOnly(0f);
      float bound = (float) (1 / Math.sqrt(40));
      float largest = 0;
      for (float a : down.a()) {
        largest = Math.max(largest, Math.abs(a));
      }
      assertThat(largest).isBetween(0.9f * bound, bound);
    }
  }

  /// So that the model is the base's to begin with, up to rounding.
  @Test
  void dorasMagnitudesStartAsTheLengthsOfTheRows() {
    var dora = new LoraConfig(4, 8, 0, LORA.targets(), false, true);
    List<Example> examples = Samples.examples(1, 9, 5);
    try (PointerScope scope = new PointerScope();
        Weights base = Weights.random(Samples.TIED, 5);
        LoraLearner learner = new LoraLearner(base, dora, 1);
        LoraLearner plain = new LoraLearner(base, LORA, 1)) {
      LoraAdapter adapter = learner.adapter();
      String module = "model.layers.1.self_attn.v_proj";
      float[] magnitude = adapter.pairs().get(module).magnitude();
      assertThat(magnitude).hasSize(16);
      float[] row = Tensors.floats(base.module(module).narrow(0, 3, 1));
      double square = 0;
      for (float w : row) {
        square += w * w;
      }
      assertThat(magnitude[3]).isCloseTo((float) Math.sqrt(square), within(1e-6f));
      assertThat(learner.evaluate(examples).mean())
          .isCloseTo(plain.evaluate(examples).mean(), within(1e-6));
      assertThat(adapter.pairs().get(module).a())
          .isEqualTo(plain.adapter().pairs().get(module).a());
      assertThatThrownBy(() -> plain.set(adapter)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void theSeedDecidesTheStart() {
    try (Weights base = Weights.random(Samples.TIED, 5);
        LoraLearner one = new LoraLearner(base, LORA, 1);
        LoraLearner same = new LoraLearner(base, LORA, 1);
        LoraLearner other = new LoraLearner(base, LORA, 2)) {
      String module = "model.layers.1.self_attn.q_proj";
      float[] a = one.adapter().pairs().get(module).a();
      assertThat(same.adapter().pairs().get(module).a()).isEqualTo(a);
      assertThat(other.adapter().pairs().get(module).a()).isNotEqualTo(a);
      other.set(one.adapter());
      assertThat(other.adapter().pairs().get(module).a()).isEqualTo(a);
    }
  }

  @Test
  void theBaseMayBeClosed() {
    Weights base = Weights.random(Samples.TIED, 5);
    List<Example> examples = Samples.examples(1, 9);
    try (LoraLearner learner = new LoraLearner(base, LORA, 1)) {
      double loss = learner.step(examples);
      base.close();
      assertThat(learner.step(examples)).isEqualTo(loss);
    }
  }
}
