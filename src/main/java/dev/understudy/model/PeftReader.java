package dev.understudy.model;

import dev.understudy.problem.UserException;
import dev.understudy.tensor.TensorFile;
import dev.understudy.tensor.TensorFiles;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Reads an adapter and refuses what would be silently misunderstood.
final class PeftReader {
  private static final Pattern NAME =
      Pattern.compile(
          Pattern.quote(PeftFolder.PREFIX)
              + "(model\\.layers\\.\\d{1,6}\\.(\\w+\\.(\\w+)))\\.lora_([AB])\\.weight");

  /// Settings that must be off, empty or absent: they change what the weights mean.
  private static final List<String> OFF =
      List.of(
          "use_dora",
          "use_rslora",
          "use_qalora",
          "use_bdlora",
          "lora_bias",
          "fan_in_fan_out",
          "rank_pattern",
          "alpha_pattern",
          "modules_to_save",
          "trainable_token_indices",
          "layer_replication",
          "target_parameters",
          "alora_invocation_tokens",
          "arrow_config",
          "kasa_config",
          "monteclora_config",
          "velora_config");

  private final Path folder;
  private final Path configPath;
  private final Path weightsPath;

  PeftReader(Path folder) {
    this.folder = folder;
    this.configPath = folder.resolve(PeftFolder.CONFIG);
    this.weightsPath = folder.resolve(PeftFolder.WEIGHTS);
  }

  LoraAdapter read() {
    JsonNode json =
        JsonFiles.read(configPath)
            .orElseThrow(() ->
                new UserException(
                    folder.toString(),
                    "holds no adapter: " + PeftFolder.CONFIG + " is missing",
                    "Name a folder that `understudy train` or PEFT has written."));
    refuseOtherKinds(json);
    try (TensorFile file = TensorFiles.open(weightsPath)) {
      Map<String, LoraAdapter.Pair> pairs = new LinkedHashMap<>();
      Set<String> targets = new LinkedHashSet<>();
      int rank = json.path("r").asInt(0);
      for (String name : file.tensors().keySet()) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches() || !Weights.linearModules().contains(parts.group(2))) {
          throw refuseWeights("tensor " + name, "belongs to no linear module of a block");
        }
        targets.add(parts.group(3));
        String module = parts.group(1);
        if (!pairs.containsKey(module)) {
          pairs.put(module, pair(file, module, rank));
        }
      }
      return new LoraAdapter(config(json, rank, targets), pairs);
    }
  }

  private void refuseOtherKinds(JsonNode json) {
    String kind = json.path("peft_type").asString("(none)");
    if (!kind.equals("LORA")) {
      throw refuseConfig("peft_type", "is " + kind + ", only LORA is supported");
    }
    for (String key : OFF) {
      JsonNode value = json.path(key);
      boolean off =
          value.isMissingNode() || value.isNull() || value.isContainer() && value.isEmpty();
      if (!off && !(value.isBoolean() && !value.booleanValue())) {
        throw refuseConfig(key, "is " + value + ", which is not supported");
      }
    }
    String bias = json.path("bias").asString("none");
    if (!bias.equals("none")) {
      throw refuseConfig("bias", "is " + bias + ", trained biases are not supported");
    }
  }

  private LoraConfig config(JsonNode json, int rank, Set<String> found) {
    List<String> named = new ArrayList<>();
    json.path("target_modules").values().forEach(target -> named.add(target.asString("")));
    // A text names modules by a pattern; then the weights tell which they are.
    for (String target : named) {
      String last = target.substring(target.lastIndexOf('.') + 1);
      if (!found.contains(last)) {
        throw refuseConfig("target_modules", "names " + target + ", which has no weights");
      }
    }
    try {
      return new LoraConfig(
          rank,
          json.path("lora_alpha").asDouble(0),
          json.path("lora_dropout").asDouble(0),
          List.copyOf(found));
    } catch (IllegalArgumentException e) {
      throw refuseConfig("r, lora_alpha, lora_dropout", "cannot be: " + e.getMessage());
    }
  }

  private LoraAdapter.Pair pair(TensorFile file, String module, int rank) {
    float[] a = floats(file, module + ".lora_A.weight", 0, rank);
    float[] b = floats(file, module + ".lora_B.weight", 1, rank);
    return new LoraAdapter.Pair(a, b);
  }

  /// The values of a matrix whose side `side` (0: rows, 1: columns) is the rank.
  private float[] floats(TensorFile file, String name, int side, int rank) {
    TensorFile.Info info = file.tensors().get(PeftFolder.PREFIX + name);
    if (info == null) {
      throw refuseWeights("tensor " + PeftFolder.PREFIX + name, "is missing from its pair");
    }
    long[] shape = info.shape();
    if (shape.length != 2 || shape[side] != rank || info.elements() > Integer.MAX_VALUE - 8) {
      throw refuseWeights(
          "tensor " + info.name(),
          "has the shape %s, not that of rank %d".formatted(Arrays.toString(shape), rank));
    }
    float[] values = new float[(int) info.elements()];
    file.read(info.name(), MemorySegment.ofArray(values));
    return values;
  }

  static void check(
      Path folder, String module, LoraAdapter.Pair pair, LoraConfig config, ModelConfig base) {
    String[] parts = module.split("\\.", -1);
    int layer = Integer.parseInt(parts[2]);
    LinearShape wanted = LinearShape.of(parts[4], base);
    LinearShape found =
        new LinearShape(pair.b().length / config.rank(), pair.a().length / config.rank());
    if (layer >= base.layers() || !found.equals(wanted)) {
      throw new UserException(
          folder + ", " + module,
          "maps %d values to %d; the base has %d layers and maps %d to %d there"
              .formatted(found.in(), found.out(), base.layers(), wanted.in(), wanted.out()),
          "The adapter was made for another base: `base_model_name_or_path` in %s names it."
              .formatted(PeftFolder.CONFIG));
    }
  }

  private UserException refuseConfig(String key, String reason) {
    return new UserException(
        configPath + ", " + key, reason, "Use an adapter trained as plain LoRA.");
  }

  private UserException refuseWeights(String place, String reason) {
    return new UserException(
        weightsPath + ", " + place, reason, "Use an adapter whose files belong together.");
  }
}
