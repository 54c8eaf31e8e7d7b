package dev.understudy.bench;

import dev.understudy.model.BaseFile;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Native;
import dev.understudy.model.Weights;
import dev.understudy.model.WeightsFile;
import dev.understudy.model.learn.Example;
import dev.understudy.model.learn.Footprint;
import dev.understudy.model.learn.Load;
import dev.understudy.model.learn.LoraLearner;
import dev.understudy.recipe.Recipe;
import dev.understudy.recipe.Recipe.BaseWeights;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import dev.understudy.train.MemoryPlan;
import dev.understudy.train.RunSummary;
import dev.understudy.train.TrainListener;
import dev.understudy.train.TrainPlan;
import dev.understudy.train.Trainer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/// Measures what frozen weights in few bits save and cost. Run by `bench/quantised.sh`.
///
/// Usage: Quantised write FOLDER | steps FOLDER KIND TOKENS | quality FILE.gguf STEPS
public final class Quantised {
  // The shape of Mistral 7B.
  private static final ModelConfig LARGE =
      new ModelConfig(32, 4096, 32, 8, 128, 14_336, 32_000, 10_000f, 1e-5f, 32_768, false, "llama");
  private static final LoraConfig LORA = new LoraConfig(16, 32, 0, LoraConfig.ALL_LINEAR);
  private static final int STEPS = 2;

  private Quantised() {}

  public static void main(String[] args) throws IOException {
    Native.threads(TrainWork.THREADS);
    switch (args[0]) {
      case "write" -> write(Path.of(args[1]));
      case "steps" ->
          steps(Path.of(args[1]), BaseWeights.valueOf(args[2]), Integer.parseInt(args[3]));
      case "quality" -> quality(Path.of(args[1]), Integer.parseInt(args[2]));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  /// A checkpoint of random weights in 16 bits, never whole in memory.
  private static void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    config(folder, LARGE);
    Map<String, long[]> shapes = shapes(LARGE);
    var header = new LinkedHashMap<String, Object>();
    long end = 0;
    for (Map.Entry<String, long[]> e : shapes.entrySet()) {
      long next = end + 2 * elements(e.getValue());
      header.put(
          e.getKey(),
          Map.of("dtype", "BF16", "shape", e.getValue(), "data_offsets", new long[] {end, next}));
      end = next;
    }
    byte[] json = Json.mapper().writeValueAsBytes(header);
    byte[] noise = noise(4 << 20);
    var random = new Random(1);
    try (OutputStream out =
        new BufferedOutputStream(
            Files.newOutputStream(folder.resolve("model.safetensors")), 1 << 20)) {
      ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      out.write(length.putLong(json.length).array());
      out.write(json);
      for (long[] shape : shapes.values()) {
        byte[] values = shape.length == 1 ? ones() : noise;
        for (long left = 2 * elements(shape); left > 0; ) {
          int from = shape.length == 1 ? 0 : 2 * random.nextInt(values.length / 4);
          int count = (int) Math.min(left, values.length - from);
          out.write(values, from, count);
          left -= count;
        }
      }
    }
  }

  private static Map<String, long[]> shapes(ModelConfig c) {
    long width = c.width();
    long kv = (long) c.kvHeads() * c.headDim();
    long q = (long) c.heads() * c.headDim();
    long ff = c.feedForward();
    var shapes = new LinkedHashMap<String, long[]>();
    shapes.put("model.embed_tokens.weight", new long[] {c.vocabulary(), width});
    shapes.put("lm_head.weight", new long[] {c.vocabulary(), width});
    shapes.put("model.norm.weight", new long[] {width});
    for (int i = 0; i < c.layers(); i++) {
      String prefix = "model.layers." + i + ".";
      shapes.put(prefix + "input_layernorm.weight", new long[] {width});
      shapes.put(prefix + "post_attention_layernorm.weight", new long[] {width});
      shapes.put(prefix + "self_attn.q_proj.weight", new long[] {q, width});
      shapes.put(prefix + "self_attn.k_proj.weight", new long[] {kv, width});
      shapes.put(prefix + "self_attn.v_proj.weight", new long[] {kv, width});
      shapes.put(prefix + "self_attn.o_proj.weight", new long[] {width, q});
      shapes.put(prefix + "mlp.gate_proj.weight", new long[] {ff, width});
      shapes.put(prefix + "mlp.up_proj.weight", new long[] {ff, width});
      shapes.put(prefix + "mlp.down_proj.weight", new long[] {width, ff});
    }
    return shapes;
  }

  private static long elements(long[] shape) {
    return LongStream.of(shape).reduce(1, Math::multiplyExact);
  }

  /// Normal values of deviation 0.02 in bfloat16.
  private static byte[] noise(int bytes) {
    ByteBuffer values = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    var random = new Random(7);
    while (values.hasRemaining()) {
      int bits = Float.floatToRawIntBits((float) (0.02 * random.nextGaussian()));
      values.putShort((short) (bits >>> 16));
    }
    return values.array();
  }

  private static byte[] ones() {
    ByteBuffer values = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      values.putShort((short) 0x3F80);
    }
    return values.array();
  }

  private static void config(Path folder, ModelConfig c) {
    Json.write(folder.resolve("config.json"), c.toHuggingFace());
  }

  /// Two steps with checkpointing on one example, and the peak of the whole process.
  private static void steps(Path folder, BaseWeights kind, int tokens) throws IOException {
    var memory = new Recipe.Memory(true, kind);
    int[] ids = new Random(1).ints(tokens, 0, LARGE.vocabulary()).toArray();
    boolean[] target = new boolean[tokens];
    Arrays.fill(target, tokens / 2, tokens, true);
    List<Example> examples = List.of(new Example(ids, target));
    long resident = Native.residentBytes();
    MemoryPlan planned;
    LoraLearner learner;
    long began = System.nanoTime();
    try (BaseFile file = BaseFile.open(folder)) {
      Load load = Load.of(examples);
      var footprint = Footprint.of(file, LORA, memory, load, Load.NONE, TrainWork.THREADS);
      planned = MemoryPlan.of(footprint, Recipe.defaults().optimizer(), resident);
      learner = new LoraLearner(file, LORA, 1, memory);
    }
    double read = (System.nanoTime() - began) / 1e9;
    began = System.nanoTime();
    RunSummary summary = train(learner, examples, List.of(), STEPS);
    double each = (System.nanoTime() - began) / 1e9 / STEPS;
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.0f | %.0f | %.0f | %.0f | %.3f |%n",
        kind.name().toLowerCase(Locale.ROOT),
        tokens,
        TrainWork.peakMiB(),
        planned.total() / 1048576.0,
        read,
        each,
        summary.loss());
  }

  private static RunSummary train(
      LoraLearner learner, List<Example> examples, List<Example> heldOut, int steps)
      throws IOException {
    Path folder = Files.createTempDirectory("quantised-bench");
    try (learner) {
      Recipe recipe = TrainWork.recipe(1, steps, TrainWork.LORA, heldOut.isEmpty(), 0);
      var plan = new TrainPlan(recipe, learner, examples, heldOut, folder, f -> {}, false);
      return new Trainer().run(plan, new TrainListener() {});
    } finally {
      AtomicFiles.delete(folder);
    }
  }

  /// The demo's scenes, learnt beside the same base in float32, eight and four bits. Its file is
  /// written out in float32 first: what stands there in few bits would be kept as it is.
  private static void quality(Path file, int steps) throws IOException {
    TrainCompare.Setting setting = DemoScenes.setting(file, steps);
    Path folder = Files.createTempDirectory("float32-base");
    try {
      try (Weights weights = Weights.load(file)) {
        WeightsFile.write(folder.resolve("model.safetensors"), weights);
        config(folder, weights.config());
      }
      for (BaseWeights kind : BaseWeights.values()) {
        LoraLearner learner;
        try (BaseFile base = BaseFile.open(folder)) {
          learner = new LoraLearner(base, LORA, 1, new Recipe.Memory(false, kind));
        }
        RunSummary summary =
            train(learner, examples(setting.examples()), examples(setting.heldOut()), steps);
        System.out.printf(
            Locale.ROOT,
            "| %s | %.4f | %.4f |%n",
            kind.name().toLowerCase(Locale.ROOT),
            summary.untrained().orElse(Double.NaN),
            summary.heldOut().orElse(Double.NaN));
      }
    } finally {
      AtomicFiles.delete(folder);
    }
  }

  private static List<Example> examples(List<TrainWork.Given> given) {
    return given.stream().map(g -> new Example(g.tokens(), g.target())).toList();
  }
}
