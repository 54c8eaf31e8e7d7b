package dev.understudy.model.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.model.LoraAdapter;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.Weights;
import java.util.List;
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
