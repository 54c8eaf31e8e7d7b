package dev.understudy.model;

import dev.understudy.problem.UserException;
import dev.understudy.store.Json;
import dev.understudy.tensor.DataType;
import dev.understudy.tensor.NamedTensor;
import dev.understudy.tensor.SafetensorsWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Adapters on disk, as Hugging Face PEFT reads and writes them: a folder with
/// `adapter_config.json` and `adapter_model.safetensors`.
public final class PeftFolder {
  static final String CONFIG = "adapter_config.json";
  static final String WEIGHTS = "adapter_model.safetensors";
  static final String MAGNITUDE = "lora_magnitude_vector";
  static final String PREFIX = "base_model.model.";

  private PeftFolder() {}

  /// @throws UserException when files are missing or altered, when a pair is incomplete or of a
  ///   wrong shape, or when the adapter uses what is not supported here (trained biases, whole
  ///   modules, …)
  public static LoraAdapter read(Path folder) {
    return new PeftReader(folder).read();
  }

  /// An adapter that a training with these settings can go on from.
  ///
  /// @throws UserException as above, when it was made for a base of another shape, or when it
  ///   differs from the settings, with every difference
  public static LoraAdapter read(Path folder, ModelConfig base, LoraConfig wanted) {
    LoraAdapter adapter = read(folder, base);
    PeftReader.checkSettings(folder, adapter, wanted, base);
    return adapter;
  }

  /// The file with an adapter's weights.
  public static Path weights(Path folder) {
    return folder.resolve(WEIGHTS);
  }

  /// Whether an adapter stands there.
  public static boolean isAt(Path folder) {
    return Files.isRegularFile(folder.resolve(CONFIG));
  }

  /// Also checks that every module exists in such a base and has its size.
  ///
  /// @throws UserException as above, or when the adapter was made for a base of another shape
  public static LoraAdapter read(Path folder, ModelConfig base) {
    LoraAdapter adapter = read(folder);
    adapter
        .pairs()
        .forEach((module, pair) -> PeftReader.check(folder, module, pair, adapter.config(), base));
    return adapter;
  }

  /// The base the adapter was made for, as its maker named it.
  public static Optional<String> baseName(Path folder) {
    return JsonFiles.read(folder.resolve(CONFIG))
        .map(config -> config.path("base_model_name_or_path").asString(""))
        .filter(name -> !name.isEmpty());
  }

  /// Writes both files, each whole or not at all, the configuration last.
  public static void write(Path folder, LoraAdapter adapter, String baseName, DataType type) {
    LoraConfig config = adapter.config();
    List<NamedTensor> tensors = new ArrayList<>();
    adapter
        .pairs()
        .forEach((module, pair) -> {
          long rank = config.rank();
          String name = PREFIX + module;
          tensors.add(
              NamedTensor.of(
                  name + ".lora_A.weight", type, pair.a(), rank, pair.a().length / rank));
          tensors.add(
              NamedTensor.of(
                  name + ".lora_B.weight", type, pair.b(), pair.b().length / rank, rank));
          if (config.dora()) { // whole outputs hang on each: no rounding
            tensors.add(
                NamedTensor.of(
                    name + "." + MAGNITUDE,
                    DataType.F32,
                    pair.magnitude(),
                    pair.magnitude().length));
          }
        });
    SafetensorsWriter.write(folder.resolve(WEIGHTS), tensors, Map.of("format", "pt"));
    Json.write(folder.resolve(CONFIG), describe(config, baseName));
  }

  private static Map<String, Object> describe(LoraConfig config, String baseName) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("peft_type", "LORA");
    json.put("task_type", "CAUSAL_LM");
    json.put("base_model_name_or_path", baseName);
    json.put("r", config.rank());
    json.put("lora_alpha", whole(config.alpha()));
    json.put("lora_dropout", config.dropout());
    json.put("target_modules", config.targets());
    json.put("bias", "none");
    json.put("fan_in_fan_out", false);
    json.put("inference_mode", true);
    json.put("init_lora_weights", true);
    json.put("use_dora", config.dora());
    json.put("use_rslora", config.rslora());
    return json;
  }

  /// PEFT declares alpha an integer.
  private static Number whole(double alpha) {
    return alpha == Math.rint(alpha) ? (Number) (long) alpha : (Number) alpha;
  }
}
