package dev.understudy.export;

import dev.understudy.base.BaseModel;
import dev.understudy.base.Progress;
import dev.understudy.model.LoraAdapter;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.PeftFolder;
import dev.understudy.person.Ada;
import dev.understudy.person.Memory;
import dev.understudy.pipeline.TinyBase;
import dev.understudy.recipe.Place;
import dev.understudy.tensor.BlockType;
import dev.understudy.tensor.DataType;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// A character on a base of random weights with an adapter of random values, to be exported.
final class SmallExport {
  /// Rows of whole blocks, heads of which some share keys, and a head that is the embedding.
  static final ModelConfig TIED =
      new ModelConfig(2, 64, 4, 2, 16, 96, 500, 10_000f, 1e-5f, 512, true, "llama");

  static final ModelConfig UNTIED =
      new ModelConfig(2, 64, 4, 2, 16, 96, 500, 50_000f, 1e-5f, 512, false, "mistral");

  private SmallExport() {}

  /// The same size with what a family has beside.
  static ModelConfig of(String family) {
    return switch (family) {
      case "llama" -> TIED;
      case "mistral" -> UNTIED;
      default ->
          new ModelConfig(
              2,
              64,
              4,
              2,
              16,
              96,
              500,
              50_000f,
              1e-5f,
              512,
              true,
              family,
              new ModelConfig.Variant(
                  family.equals("qwen2"), family.equals("qwen3"), 0, List.of()));
    };
  }

  /// @param strength how far the adapter moves the base
  static Subject adapter(Path folder, ModelConfig config, double strength) {
    BaseModel base = TinyBase.in(folder.resolve("base"), config);
    Path run = folder.resolve("run");
    PeftFolder.write(run, random(config, strength), base.name(), DataType.F16);
    return subject(base, new Learnt.Adapter(run));
  }

  static Subject subject(BaseModel base, Learnt learnt) {
    return new Subject(
        Ada.SHEET,
        base,
        learnt,
        "first",
        List.of("Trained in a test."),
        Place.BEFORE_REPLY,
        List.of(new Memory("m1", "I mended a clock.", "p1", "1860", Memory.Weight.CORE)));
  }

  private static LoraAdapter random(ModelConfig config, double strength) {
    SplittableRandom random = new SplittableRandom(5);
    int rank = 4;
    Map<String, LoraAdapter.Pair> pairs = new LinkedHashMap<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "model.layers." + layer + ".";
      int q = config.heads() * config.headDim();
      int kv = config.kvHeads() * config.headDim();
      pairs.put(prefix + "self_attn.q_proj", pair(random, rank, config.width(), q, strength));
      pairs.put(prefix + "self_attn.k_proj", pair(random, rank, config.width(), kv, strength));
      pairs.put(
          prefix + "mlp.down_proj",
          pair(random, rank, config.feedForward(), config.width(), strength));
    }
    return new LoraAdapter(
        new LoraConfig(rank, 8, 0, List.of("q_proj", "k_proj", "down_proj")), pairs);
  }

  private static LoraAdapter.Pair pair(
      SplittableRandom random, int rank, int in, int out, double strength) {
    return new LoraAdapter.Pair(
        floats(random, rank * in, 0.2), floats(random, out * rank, strength));
  }

  private static float[] floats(SplittableRandom random, int count, double bound) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    return values;
  }

  static ExportRequest request(Path to, List<Format> formats, BlockType... types) {
    return new ExportRequest(to, formats, List.of(types), false, false, ExportRequest.SHARD_BYTES);
  }

  static ExportReport export(Subject subject, ExportRequest request) {
    return new Exporter(subject, request, Progress.none(), 1).export();
  }
}
