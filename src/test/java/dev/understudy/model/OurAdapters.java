package dev.understudy.model;

import dev.understudy.tensor.DataType;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Random adapters of the tiny llama in golden/variants, of every kind we train, written as we do:
/// what tools/golden/peft_load.py hands to PEFT.
///
/// Usage: OurAdapters FOLDER
final class OurAdapters {
  static final Map<String, LoraConfig> KINDS =
      Map.of(
          "plain", new LoraConfig(3, 6, 0, LoraConfig.ALL_LINEAR),
          "rslora", new LoraConfig(3, 2, 0.1, LoraConfig.ALL_LINEAR, true, false),
          "dora", new LoraConfig(3, 6, 0, LoraConfig.ALL_LINEAR, false, true),
          "dora_rslora", new LoraConfig(2, 1, 0, List.of("v_proj", "up_proj"), true, true));

  private OurAdapters() {}

  public static void main(String[] args) {
    KINDS.keySet().forEach(kind -> write(kind, Path.of(args[0])));
  }

  /// Into a folder of that name.
  static Path write(String kind, Path folder) {
    Path to = folder.resolve(kind);
    PeftFolder.write(to, random(KINDS.get(kind)), "tiny", DataType.F16);
    return to;
  }

  private static LoraAdapter random(LoraConfig config) {
    ModelConfig base = ModelConfig.of(GoldenTokens.path("variants"));
    var random = new Random(7);
    Map<String, LoraAdapter.Pair> pairs = new LinkedHashMap<>();
    for (int layer = 0; layer < base.layers(); layer++) {
      for (String module : Weights.linearModules()) {
        String target = module.substring(module.indexOf('.') + 1);
        if (config.targets().contains(target)) {
          LinearShape shape = LinearShape.of(target, base);
          pairs.put("model.layers." + layer + "." + module, pair(config, shape, random));
        }
      }
    }
    return new LoraAdapter(config, pairs);
  }

  private static LoraAdapter.Pair pair(LoraConfig config, LinearShape shape, Random random) {
    float[] magnitude = floats(config.dora() ? shape.out() : 0, random);
    for (int i = 0; i < magnitude.length; i++) {
      magnitude[i] = 1 + magnitude[i];
    }
    return new LoraAdapter.Pair(
        floats(config.rank() * shape.in(), random),
        floats(config.rank() * shape.out(), random),
        magnitude);
  }

  private static float[] floats(int count, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = 0.3f * (float) random.nextGaussian();
    }
    return values;
  }
}
