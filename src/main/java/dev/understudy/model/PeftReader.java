package dev.understudy.model;

import dev.understudy.problem.Problems;
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
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;

/// Reads an adapter and refuses what would be silently misunderstood.
///
/// Where modules have ranks or alphas of their own (`rank_pattern`, `alpha_pattern`), the adapter
/// is brought to one of each: A and B are filled up with zeros to the largest rank, and B takes up
/// what its alpha counts more. It does the same then, but learns otherwise.
final class PeftReader {
  private static final Pattern NAME =
      Pattern.compile(
          Pattern.quote(PeftFolder.PREFIX)
              + "(model\\.layers\\.\\d{1,6}\\.(\\w+\\.(\\w+)))\\.(lora_[AB]\\.weight|"
              + PeftFolder.MAGNITUDE
              + ")");

  /// Settings that must be off, empty or absent: they change what the weights mean.
  private static final List<String> OFF =
      List.of(
          "use_qalora",
          "use_bdlora",
          "lora_bias",
          "fan_in_fan_out",
          "modules_to_save",
          "trainable_token_indices",
          "layer_replication",
          "target_parameters",
          "alora_invocation_tokens",
          "arrow_config",
          "kasa_config",
          "monteclora_config",
          "velora_config");

  private static final String RANKS = "rank_pattern";
  private static final String ALPHAS = "alpha_pattern";

  private final Path folder;
  private final Path configPath;
  private final Path weightsPath;

  PeftReader(Path folder) {
    this.folder = folder;
    this.configPath = folder.resolve(PeftFolder.CONFIG);
    this.weightsPath = folder.resolve(PeftFolder.WEIGHTS);
  }

  LoraAdapter read() {
    JsonNode json = json();
    refuseOtherKinds(json);
    try (TensorFile file = TensorFiles.open(weightsPath)) {
      Map<String, LoraAdapter.Pair> pairs = new LinkedHashMap<>();
      Map<String, Integer> ranks = new LinkedHashMap<>();
      Set<String> targets = new LinkedHashSet<>();
      boolean dora = json.path("use_dora").asBoolean(false);
      for (String name : file.tensors().keySet()) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches() || !Weights.linearModules().contains(parts.group(2))) {
          throw refuseWeights("tensor " + name, "belongs to no linear module of a block");
        }
        if (parts.group(4).equals(PeftFolder.MAGNITUDE) && !dora) {
          throw refuseWeights("tensor " + name, "is DoRA's, but `use_dora` is off");
        }
        targets.add(parts.group(3));
        String module = parts.group(1);
        if (!pairs.containsKey(module)) {
          int rank = (int) Math.min(1 << 20, own(json, RANKS, module, json.path("r").asInt(0)));
          ranks.put(module, rank);
          pairs.put(module, pair(file, module, rank, dora));
        }
      }
      int most = ranks.values().stream().mapToInt(r -> r).max().orElse(json.path("r").asInt(0));
      LoraConfig config = config(json, most, targets, dora);
      pairs.replaceAll((module, pair) ->
          even(json, config, module, pair, Objects.requireNonNull(ranks.get(module))));
      return new LoraAdapter(config, pairs);
    }
  }

  private JsonNode json() {
    return JsonFiles.read(configPath)
        .orElseThrow(() ->
            new UserException(
                folder.toString(),
                "holds no adapter: " + PeftFolder.CONFIG + " is missing",
                "Name a folder that `understudy train` or PEFT has written."));
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

  private LoraConfig config(JsonNode json, int rank, Set<String> found, boolean dora) {
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
          List.copyOf(found),
          json.path("use_rslora").asBoolean(false),
          dora);
    } catch (IllegalArgumentException e) {
      throw refuseConfig("r, lora_alpha, lora_dropout", "cannot be: " + e.getMessage());
    }
  }

  /// What a module has for its own by a pattern: the first whose key, an expression as PEFT takes
  /// it, is the module's name from some dot on.
  private double own(JsonNode json, String patterns, String module, double otherwise) {
    for (Map.Entry<String, JsonNode> entry : json.path(patterns).properties()) {
      try {
        if (Pattern.compile("(.*\\.)?(" + entry.getKey() + ")$").matcher(module).lookingAt()) {
          double value = entry.getValue().asDouble(0);
          if (!(value > 0)) {
            throw refuseConfig(patterns, entry.getKey() + " is " + entry.getValue());
          }
          return value;
        }
      } catch (PatternSyntaxException e) {
        throw refuseConfig(patterns, "'%s' is no expression".formatted(entry.getKey()));
      }
    }
    return otherwise;
  }

  private LoraAdapter.Pair even(
      JsonNode json, LoraConfig config, String module, LoraAdapter.Pair pair, int rank) {
    double alpha = own(json, ALPHAS, module, config.alpha());
    if (rank == config.rank() && alpha == config.alpha()) {
      return pair;
    }
    double factor = config.scale(rank, alpha) / config.scale();
    int out = pair.b().length / rank;
    float[] b = new float[out * config.rank()];
    for (int i = 0; i < pair.b().length; i++) {
      b[i / rank * config.rank() + i % rank] = (float) (factor * pair.b()[i]);
    }
    float[] a = Arrays.copyOf(pair.a(), pair.a().length / rank * config.rank());
    return new LoraAdapter.Pair(a, b, pair.magnitude());
  }

  private LoraAdapter.Pair pair(TensorFile file, String module, int rank, boolean dora) {
    float[] a = matrix(file, module + ".lora_A.weight", 0, rank);
    float[] b = matrix(file, module + ".lora_B.weight", 1, rank);
    return dora
        ? new LoraAdapter.Pair(a, b, vector(file, module, b.length / rank))
        : new LoraAdapter.Pair(a, b);
  }

  /// The values of a matrix whose side `side` (0: rows, 1: columns) is the rank.
  private float[] matrix(TensorFile file, String name, int side, int rank) {
    TensorFile.Info info = info(file, name, "its pair");
    long[] shape = info.shape();
    if (shape.length != 2 || shape[side] != rank || info.elements() > Integer.MAX_VALUE - 8) {
      throw refuseWeights(
          "tensor " + info.name(),
          "has the shape %s, not that of rank %d".formatted(Arrays.toString(shape), rank));
    }
    return floats(file, info);
  }

  private float[] vector(TensorFile file, String module, int out) {
    TensorFile.Info info = info(file, module + "." + PeftFolder.MAGNITUDE, "DoRA");
    if (info.shape().length != 1 || info.elements() != out) {
      throw refuseWeights(
          "tensor " + info.name(),
          "has the shape %s, not [%d]".formatted(Arrays.toString(info.shape()), out));
    }
    return floats(file, info);
  }

  private TensorFile.Info info(TensorFile file, String name, String from) {
    TensorFile.Info info = file.tensors().get(PeftFolder.PREFIX + name);
    if (info == null) {
      throw refuseWeights("tensor " + PeftFolder.PREFIX + name, "is missing from " + from);
    }
    return info;
  }

  private static float[] floats(TensorFile file, TensorFile.Info info) {
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

  /// @throws UserException with all in which an adapter differs from what shall go on from it
  static void checkSettings(Path folder, LoraAdapter adapter, LoraConfig wanted, ModelConfig base) {
    LoraConfig found = adapter.config();
    var all = new Differences(folder.resolve(PeftFolder.CONFIG).toString(), new Problems());
    all.note("r", "rank", found.rank(), wanted.rank());
    all.note("lora_alpha", "alpha", found.alpha(), wanted.alpha());
    all.note("target_modules", "targets", found.targets(), wanted.targets());
    all.note("use_rslora", "use-rslora", found.rslora(), wanted.rslora());
    all.note("use_dora", "use-dora", found.dora(), wanted.dora());
    JsonNode json = new PeftReader(folder).json();
    for (String key : List.of(RANKS, ALPHAS)) {
      if (!json.path(key).isEmpty()) {
        all.problems.add(
            all.where + ", " + key,
            "is " + json.path(key) + "; training has one rank and one alpha for all modules",
            "Go on from an adapter without it.");
      }
    }
    int modules = found.targets().size() * base.layers();
    if (adapter.pairs().size() != modules) {
      all.problems.add(
          folder.resolve(PeftFolder.WEIGHTS).toString(),
          "holds %d of %d modules".formatted(adapter.pairs().size(), modules),
          "Go on from an adapter that has its targets in every block.");
    }
    all.problems.throwIfAny();
  }

  private record Differences(String where, Problems problems) {
    void note(String key, String setting, Object found, Object wanted) {
      if (!found.equals(wanted)) {
        problems.add(
            where + ", " + key,
            "is %s, the recipe wants %s".formatted(found, wanted),
            "Set lora.%s: %s in the recipe, or go on from another adapter."
                .formatted(setting, found));
      }
    }
  }

  private UserException refuseConfig(String key, String reason) {
    return new UserException(
        configPath + ", " + key, reason, "Use an adapter trained as LoRA, rsLoRA or DoRA.");
  }

  private UserException refuseWeights(String place, String reason) {
    return new UserException(
        weightsPath + ", " + place, reason, "Use an adapter whose files belong together.");
  }
}
