package dev.understudy.model.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.model.BaseFile;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Native;
import dev.understudy.model.RealBase;
import dev.understudy.model.Weights;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import dev.understudy.recipe.Recipe.BaseWeights;
import dev.understudy.tensor.TensorFile;
import dev.understudy.tensor.TensorFiles;
import java.lang.foreign.MemorySegment;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Frozen weights in few bits: the numbers they stand for are the golden ones, and learning beside
/// them is learning beside just these numbers in float32.
class QuantisedTest {
  private static final List<Example> EXAMPLES = Samples.examples(5, 90, 33, 12);
  private static final LoraConfig LORA = new LoraConfig(4, 8, 0.2, LoraConfig.ALL_LINEAR);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(BlockFormat.class)
  void blocksAreDecodedToTheLastBitAsThePythonPackageDoes(BlockFormat format) throws Exception {
    Native.load();
    String name = format + ".weight";
    try (PointerScope scope = new PointerScope();
        TensorFile blocks = TensorFiles.open(golden("gguf_blocks.gguf"));
        TensorFile expected = TensorFiles.open(golden("gguf_blocks.safetensors"))) {
      float[] wanted = new float[512];
      expected.read(name, MemorySegment.ofArray(wanted));
      Tensor values = torch.empty(2, 256);
      format.decode(blocks.stored(name).address(), 16, values.data_ptr().address());
      assertThat(Tensors.floats(values)).containsExactly(wanted);
    }
  }

  @Test
  void roundingErrsByNoMoreThanItsBitsAllow() {
    // Of numbers spread as weights are; NF4 with as many bits errs by 0.087, the plain scale of
    // Q4_0 by 0.086.
    assertThat(error(BlockFormat.Q4_0)).isLessThan(0.082);
    assertThat(error(BlockFormat.Q8_0)).isLessThan(0.006);
  }

  private static double error(BlockFormat format) {
    Native.load();
    try (PointerScope scope = new PointerScope()) {
      torch.manual_seed(3);
      Tensor x = torch.randn(4096, 32);
      Tensor back = torch.empty_like(x);
      Tensor bytes = torch.empty(4096L * format.bytes);
      format.encode(x.data_ptr().address(), 4096, bytes.data_ptr().address());
      format.decode(bytes.data_ptr().address(), 4096, back.data_ptr().address());
      return back.sub(x).norm().item_double() / x.norm().item_double();
    }
  }

  @Test
  void mapsThatAreNoTargetsOnlyMap() {
    var one = new LoraConfig(4, 8, 0, List.of("down_proj"));
    Path base = base(TIED);
    try (PointerScope scope = new PointerScope();
        Weights rounded = rounded(base, BaseWeights.INT4);
        LoraLearner wanted = new LoraLearner(rounded, one, 11);
        LoraLearner learner = learner(base, one, new Recipe.Memory(false, BaseWeights.INT4))) {
      double loss = wanted.step(EXAMPLES);
      assertThat(learner.step(EXAMPLES)).isCloseTo(loss, within(1e-5 * loss));
    }
  }

  @Test
  void zerosStayZeros() {
    Native.load();
    try (PointerScope scope = new PointerScope()) {
      for (BlockFormat format : List.of(BlockFormat.Q4_0, BlockFormat.Q8_0)) {
        Tensor x = torch.zeros(32);
        Tensor bytes = torch.empty(64);
        format.encode(x.data_ptr().address(), 1, bytes.data_ptr().address());
        Tensor back = torch.ones(32);
        format.decode(bytes.data_ptr().address(), 1, back.data_ptr().address());
        assertThat(back.norm().item_double()).isZero();
      }
    }
  }

  /// Wide enough for several pieces on both ways, and for a last one that is smaller.
  private static final ModelConfig CONFIG =
      new ModelConfig(2, 96, 6, 2, 16, 4512, 1100, 10_000f, 1e-5f, 128, false, "llama");

  private static final ModelConfig TIED =
      new ModelConfig(2, 64, 4, 4, 16, 96, 300, 10_000f, 1e-5f, 128, true, "llama");

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void learningBesideThemIsLearningBesideTheSameNumbers(boolean checkpointing) {
    for (ModelConfig config : List.of(CONFIG, TIED)) {
      for (BaseWeights kind : List.of(BaseWeights.INT8, BaseWeights.INT4)) {
        Path base = base(config);
        try (PointerScope scope = new PointerScope();
            Weights rounded = rounded(base, kind);
            LoraLearner wanted = new LoraLearner(rounded, LORA, 11);
            LoraLearner learner = learner(base, new Recipe.Memory(checkpointing, kind))) {
          GradientTest.shake(wanted);
          wanted.vectors().getFirst().value().mul_(new org.bytedeco.pytorch.Scalar(0.1));
          learner.set(wanted.adapter());
          wanted.seed(4);
          double loss = wanted.step(EXAMPLES);
          learner.seed(4);
          assertThat(learner.step(EXAMPLES)).isCloseTo(loss, within(1e-5 * loss));
          for (int i = 0; i < wanted.parameters().size(); i++) {
            Parameter p = wanted.parameters().get(i);
            Tensor off = learner.parameters().get(i).gradient().sub(p.gradient());
            assertThat(off.norm().item_double() / p.gradient().norm().item_double())
                .as(p.name())
                .isLessThan(1e-4);
          }
          double measured = wanted.evaluate(EXAMPLES).mean();
          assertThat(learner.evaluate(EXAMPLES).mean())
              .isCloseTo(measured, within(1e-5 * measured));
        }
      }
    }
  }

  @Test
  void theNumberOfThreadsChangesNothingInTheForwardPass() {
    Path base = base(CONFIG);
    double[] losses = new double[2];
    for (int i = 0; i < 2; i++) {
      Native.threads(1 + 2 * i);
      try (LoraLearner learner = learner(base, new Recipe.Memory(false, BaseWeights.INT4))) {
        losses[i] = learner.step(EXAMPLES);
      } finally {
        Native.threads(Runtime.getRuntime().availableProcessors());
      }
    }
    assertThat(losses[1]).isEqualTo(losses[0]);
  }

  @Test
  void readFromTheFileInFloat32ItIsTheSameToTheBit() {
    Path base = base(CONFIG);
    try (PointerScope scope = new PointerScope();
        Weights weights = Weights.load(base);
        LoraLearner wanted = new LoraLearner(weights, LORA, 11);
        LoraLearner learner = learner(base, Recipe.defaults().memory())) {
      wanted.seed(4);
      double loss = wanted.step(EXAMPLES);
      learner.seed(4);
      assertThat(learner.step(EXAMPLES)).isEqualTo(loss);
      Tensor gradient = wanted.vectors().getFirst().gradient();
      assertThat(learner.vectors().getFirst().gradient().equal(gradient)).isTrue();
    }
  }

  /// Rows of queries and keys lie in another order there, in four bits already like most others.
  @Test
  @Tag("base")
  void blocksOfTheRealBaseAreKeptAsTheyAre() {
    try (BaseFile file = BaseFile.open(RealBase.orSkip().weights());
        LoraLearner floats = new LoraLearner(file, LORA, 11, Recipe.defaults().memory());
        LoraLearner bits =
            new LoraLearner(file, LORA, 11, new Recipe.Memory(true, BaseWeights.INT4))) {
      double wanted = floats.evaluate(EXAMPLES).mean();
      assertThat(bits.evaluate(EXAMPLES).mean()).isCloseTo(wanted, within(1e-5 * wanted));
    }
  }

  @Test
  void rowsThatAreNoWholeBlocksAreRefused() {
    Path base = base(Samples.UNTIED);
    assertThatThrownBy(() -> learner(base, new Recipe.Memory(false, BaseWeights.INT8)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("base-weights")
        .hasMessageContaining("20 values");
  }

  private static LoraLearner learner(Path base, Recipe.Memory memory) {
    return learner(base, LORA, memory);
  }

  private static LoraLearner learner(Path base, LoraConfig lora, Recipe.Memory memory) {
    try (BaseFile file = BaseFile.open(base)) {
      return new LoraLearner(file, lora, 11, memory);
    }
  }

  /// The base in float32 with the numbers that its blocks stand for.
  private static Weights rounded(Path base, BaseWeights kind) {
    Weights weights = Weights.load(base);
    BlockFormat format = kind == BaseWeights.INT8 ? BlockFormat.Q8_0 : BlockFormat.Q4_0;
    round(weights.embedding(), BlockFormat.Q8_0);
    if (!weights.config().tiedHead()) {
      round(weights.head(), BlockFormat.Q8_0);
    }
    for (Weights.Layer l : weights.layers()) {
      for (Tensor matrix : List.of(l.qkv(), l.output(), l.gateUp(), l.down())) {
        round(matrix, format);
      }
    }
    return weights;
  }

  private static void round(Tensor matrix, BlockFormat format) {
    int blocks = (int) matrix.numel() / BlockFormat.SIZE;
    try (PointerScope scope = new PointerScope()) {
      Tensor bytes = torch.empty((long) blocks * format.bytes);
      format.encode(matrix.data_ptr().address(), blocks, bytes.data_ptr().address());
      format.decode(bytes.data_ptr().address(), blocks, matrix.data_ptr().address());
    }
  }

  private Path base(ModelConfig c) {
    return Samples.base(folder, c);
  }

  private static Path golden(String name) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(QuantisedTest.class.getResource("/golden/" + name), name).toURI());
  }
}
