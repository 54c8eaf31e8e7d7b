package dev.understudy.model.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.model.LoraConfig;
import dev.understudy.model.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MaskTest {
  private static final LoraConfig LORA = new LoraConfig(4, 8, 0, LoraConfig.ALL_LINEAR);

  private final Weights base = Weights.random(Samples.TIED, 5);
  private final LoraLearner learner = new LoraLearner(base, LORA, 1);

  @AfterEach
  void close() {
    learner.close();
    base.close();
  }

  @Test
  void portionsMeasuredOneByOneAddUpToTheLossOfAll() {
    int[] lengths = new int[50];
    Arrays.fill(lengths, 60);
    List<Example> examples = Samples.examples(3, lengths);
    List<List<Example>> portions = Learner.portions(examples);
    assertThat(portions).hasSizeGreaterThan(2);
    Learner.Loss loss = new Learner.Loss(0, 0);
    for (List<Example> portion : portions) {
      loss = loss.plus(learner.evaluate(portion));
    }
    assertThat(loss).isEqualTo(learner.evaluate(examples));
  }

  @Test
  void examplesLaidEndToEndLearnWhatEachLearnsAlone() {
    List<Example> examples = Samples.examples(3, 7, 2, 19, 12);
    int targets = examples.stream().mapToInt(Example::targets).sum();
    Learner.Loss together = learner.evaluate(examples);
    assertThat(together.targets()).isEqualTo(targets);
    Learner.Loss alone = new Learner.Loss(0, 0);
    for (Example e : examples) {
      alone = alone.plus(learner.evaluate(List.of(e)));
    }
    assertThat(together.mean()).isCloseTo(alone.mean(), within(1e-5));
    assertThat(learner.step(examples)).isCloseTo(alone.mean(), within(1e-5));
  }

  @Test
  void positionsRestartWithEveryExample() {
    Batch batch = Batch.of(Samples.examples(3, 7, 2, 5));
    for (Batch.Span span : batch.spans()) {
      for (int i = 0; i < span.length(); i++) {
        assertThat(batch.positions()[span.from() + i]).isEqualTo(i);
      }
    }
    assertThat(batch.spans()).hasSize(3);
  }

  @Test
  void gradientsOfExamplesLaidEndToEndAreThoseOfEachAlone() {
    GradientTest.shake(learner); // a fresh adapter's gradients are half zeros
    compareAlone(learner);
    try (FullLearner full = new FullLearner(base)) {
      compareAlone(full);
    }
  }

  private static void compareAlone(Learner learner) {
    List<Example> examples = Samples.examples(3, 7, 2, 19, 12);
    double targets = examples.stream().mapToInt(Example::targets).sum();
    try (PointerScope scope = new PointerScope()) {
      List<Tensor> sums =
          learner.vectors().stream().map(p -> torch.zeros_like(p.gradient())).toList();
      for (Example e : examples) {
        learner.step(List.of(e));
        for (int i = 0; i < sums.size(); i++) {
          Tensor gradient = learner.vectors().get(i).gradient();
          sums.get(i).add_(gradient, new Scalar(e.targets() / targets));
        }
      }
      learner.step(examples);
      for (int i = 0; i < sums.size(); i++) {
        Tensor gradient = learner.vectors().get(i).gradient();
        double norm = gradient.norm().item_double();
        assertThat(norm).isPositive();
        assertThat(gradient.sub(sums.get(i)).abs().max().item_double()).isLessThan(1e-5);
        assertThat(gradient.sub(sums.get(i)).norm().item_double()).isLessThan(1e-5 * norm);
      }
    }
  }

  @Test
  void aTokenThatIsNoTargetIsNeverALabel() {
    int[] tokens = {5, 6, 7, 8, 9, 10};
    boolean[] target = {false, false, true, false, true, false};
    Batch batch = Batch.of(List.of(new Example(tokens, target)));
    assertThat(batch.rows()).containsExactly(1, 3);
    assertThat(batch.labels()).containsExactly(7, 9);
    assertThat(batch.tokens()).containsExactly(5, 6, 7, 8);
    assertThat(batch.positions()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void whatStandsBehindTheLastTargetChangesNothing() {
    Example one =
        new Example(new int[] {5, 6, 7, 8, 9}, new boolean[] {false, true, true, false, false});
    Example two =
        new Example(new int[] {5, 6, 7, 1, 2}, new boolean[] {false, true, true, false, false});
    try (PointerScope scope = new PointerScope()) {
      double loss = learner.step(List.of(one));
      Tensor gradient = learner.vectors().getFirst().gradient().clone();
      assertThat(learner.step(List.of(two))).isEqualTo(loss);
      assertThat(learner.vectors().getFirst().gradient().equal(gradient)).isTrue();
    }
  }

  @Test
  void theLossOfSomeTargetsIsTheirShareOfTheLossOfAll() {
    int[] tokens = {5, 6, 7, 8, 9, 10};
    double all = learner.evaluate(List.of(new Example(tokens, targets(1, 2, 3, 4, 5)))).sum();
    double some = learner.evaluate(List.of(new Example(tokens, targets(1, 4)))).sum();
    double others = learner.evaluate(List.of(new Example(tokens, targets(2, 3, 5)))).sum();
    assertThat(some + others).isCloseTo(all, within(1e-5));
    assertThat(some).isBetween(0.1 * all, 0.9 * all);
  }

  @Test
  void manyExamplesAreLearntInPortions() {
    var examples = new ArrayList<Example>();
    for (int i = 0; i < 40; i++) {
      examples.addAll(Samples.examples(i, 50));
    }
    assertThat(Batch.split(examples, 1024)).hasSizeGreaterThan(1).allMatch(b -> b.size() <= 1024);
    try (PointerScope scope = new PointerScope()) {
      double loss = learner.step(examples);
      assertThat(loss).isCloseTo(learner.evaluate(examples).mean(), within(1e-5));
    }
  }

  @Test
  void theGradientOfPortionsIsThatOfTheWhole() {
    int[] lengths = new int[50];
    Arrays.setAll(lengths, i -> 30 + i);
    List<Example> examples = Samples.examples(3, lengths);
    assertThat(Learner.portions(examples)).hasSizeGreaterThan(2);
    int targets = examples.stream().mapToInt(Example::targets).sum();
    try (PointerScope scope = new PointerScope()) {
      Tensor gradient = learner.vectors().getFirst().gradient();
      Tensor sum = torch.zeros_like(gradient).to(ScalarType.Double);
      for (Example e : examples) {
        learner.step(List.of(e));
        sum.add_(gradient.mul(new Scalar((double) e.targets() / targets)));
      }
      learner.step(examples);
      double difference = gradient.sub(sum).norm().item_double() / sum.norm().item_double();
      assertThat(difference).isLessThan(1e-5);
    }
  }

  @Test
  void anExampleWithoutTargetsIsLeftOut() {
    Example silent = new Example(new int[] {1, 2, 3}, new boolean[] {true, false, false});
    Example speaking = new Example(new int[] {1, 2, 3, 4, 5, 6}, targets(2));
    assertThat(learner.evaluate(List.of(silent, speaking)))
        .isEqualTo(learner.evaluate(List.of(speaking)));
    assertThatThrownBy(() -> learner.step(List.of(silent)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static boolean[] targets(int... places) {
    boolean[] target = new boolean[6];
    for (int i : places) {
      target[i] = true;
    }
    return target;
  }
}
