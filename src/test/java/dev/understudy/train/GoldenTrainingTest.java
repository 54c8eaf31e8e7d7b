package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.model.LoraAdapter;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.Weights;
import dev.understudy.model.learn.Example;
import dev.understudy.model.learn.FullLearner;
import dev.understudy.model.learn.Learner;
import dev.understudy.model.learn.LoraLearner;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.Json;
import dev.understudy.tensor.TensorFile;
import dev.understudy.tensor.TensorFiles;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Twenty steps of ours against those of transformers and PEFT, from the same base, adapter and
/// examples.
class GoldenTrainingTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/training");

  record Curves(
      int steps,
      int warmup,
      double rate,
      double clip,
      double decay,
      int rank,
      double alpha,
      List<Golden> examples,
      List<Double> lora,
      List<Double> full,
      List<Double> rslora,
      List<Double> dora) {}

  record Golden(int[] tokens, boolean[] target) {}

  private final Curves curves = Json.read(GOLDEN.resolve("curves.json"), Curves.class);

  @Test
  void anAdapterLearnsAsWithPeft() {
    learn(false, false, "end.safetensors", curves.lora());
  }

  @Test
  void rsloraLearnsAsWithPeft() {
    learn(true, false, "end_rslora.safetensors", curves.rslora());
  }

  @Test
  void doraLearnsAsWithPeft() {
    learn(false, true, "end_dora.safetensors", curves.dora());
  }

  private void learn(boolean rslora, boolean dora, String reached, List<Double> curve) {
    var config =
        new LoraConfig(curves.rank(), curves.alpha(), 0, LoraConfig.ALL_LINEAR, rslora, dora);
    try (Weights base = Weights.load(GOLDEN);
        LoraLearner learner = new LoraLearner(base, config, 1)) {
      learner.set(withMagnitudes(adapter("begin.safetensors", config), learner.adapter()));
      List<Double> losses = losses(learner);
      follow(losses, curve);
      LoraAdapter end = adapter(reached, config);
      learner
          .adapter()
          .pairs()
          .forEach((module, pair) -> {
            assertThat(pair.a())
                .as(module)
                .containsExactly(end.pairs().get(module).a(), within(2e-3f));
            assertThat(pair.b())
                .as(module)
                .containsExactly(end.pairs().get(module).b(), within(2e-3f));
            assertThat(pair.magnitude())
                .as(module)
                .hasSize(dora ? pair.b().length / curves.rank() : 0)
                .containsExactly(end.pairs().get(module).magnitude(), within(2e-3f));
          });
    }
  }

  /// The A and B of one, the magnitudes of the other, as ours begin.
  private static LoraAdapter withMagnitudes(LoraAdapter one, LoraAdapter other) {
    Map<String, LoraAdapter.Pair> pairs = new LinkedHashMap<>();
    one.pairs()
        .forEach((module, pair) ->
            pairs.put(
                module,
                new LoraAdapter.Pair(pair.a(), pair.b(), other.pairs().get(module).magnitude())));
    return new LoraAdapter(one.config(), pairs);
  }

  @Test
  void allWeightsLearnAsWithTransformers() {
    try (Weights base = Weights.load(GOLDEN);
        Learner learner = new FullLearner(base)) {
      follow(losses(learner), curves.full());
    }
  }

  private static void follow(List<Double> losses, List<Double> golden) {
    for (int i = 0; i < golden.size(); i++) {
      assertThat(losses.get(i))
          .as("step " + i)
          .isCloseTo(golden.get(i), within(i == 0 ? 1e-5 : 5e-4));
    }
  }

  private List<Double> losses(Learner learner) {
    Recipe recipe =
        Recipe.defaults()
            .with(
                new Recipe.Optimizer(
                    curves.rate(),
                    curves.warmup(),
                    Recipe.Schedule.COSINE,
                    curves.clip(),
                    curves.decay()))
            .with(new Recipe.Length(Recipe.Length.Unit.STEPS, curves.steps()));
    List<Example> examples =
        curves.examples().stream().map(g -> new Example(g.tokens(), g.target())).toList();
    Pace pace = new Pace(recipe, new DataOrder(examples, 2, true, 1));
    var losses = new ArrayList<Double>();
    try (AdamW adam = new AdamW(learner.vectors(), recipe.optimizer(), learner.team())) {
      Position at = Position.start("");
      for (int step = 0; step < curves.steps(); step++) {
        int first = 2 * step;
        losses.add(
            learner.step(
                List.of(
                    examples.get(first % examples.size()),
                    examples.get((first + 1) % examples.size()))));
        double norm = adam.gradientNorm();
        adam.step(step + 1, pace.rate(at), Math.max(1, norm / curves.clip()));
        at = at.stepped(1, 0);
      }
    }
    return losses;
  }

  private static LoraAdapter adapter(String file, LoraConfig config) {
    Map<String, LoraAdapter.Pair> pairs = new LinkedHashMap<>();
    try (TensorFile tensors = TensorFiles.open(GOLDEN.resolve(file))) {
      for (String name : tensors.tensors().keySet()) {
        if (name.endsWith(".lora_A.weight")) {
          String module =
              name.substring(
                  "base_model.model.".length(), name.length() - ".lora_A.weight".length());
          pairs.put(
              module,
              new LoraAdapter.Pair(
                  read(tensors, name),
                  read(tensors, name.replace("lora_A", "lora_B")),
                  magnitude(tensors, name.replace("lora_A.weight", "lora_magnitude_vector"))));
        }
      }
    }
    return new LoraAdapter(config, pairs);
  }

  private static float[] magnitude(TensorFile tensors, String name) {
    return tensors.tensors().containsKey(name) ? read(tensors, name) : new float[0];
  }

  private static float[] read(TensorFile tensors, String name) {
    float[] values = new float[(int) tensors.tensors().get(name).elements()];
    tensors.read(name, MemorySegment.ofArray(values));
    return values;
  }
}
