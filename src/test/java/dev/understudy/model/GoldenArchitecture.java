package dev.understudy.model;

import dev.understudy.store.Json;
import dev.understudy.tensor.TensorFile;
import dev.understudy.tensor.TensorFiles;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A tiny checkpoint of one family, and what transformers computes of it. `tools/golden/README.md`
/// says how they are made.
public record GoldenArchitecture(String name) {
  private static final Path FOLDER = Path.of("src/test/resources/golden/architectures");

  /// @param losses mean over the targets, by family
  public record Example(int[] tokens, boolean[] target, Map<String, Double> losses) {}

  public static Stream<GoldenArchitecture> all() {
    return Stream.of("llama", "llama3", "linear", "mistral", "qwen2", "qwen3")
        .map(GoldenArchitecture::new);
  }

  /// Those that there is a GGUF file of, with the same weights.
  public static Stream<GoldenArchitecture> inGguf() {
    return all().filter(a -> List.of("llama3", "mistral", "qwen2", "qwen3").contains(a.name));
  }

  public static Example example() {
    return Json.read(FOLDER.resolve("example.json"), Example.class);
  }

  public Path folder() {
    return FOLDER.resolve(name);
  }

  public Path gguf() {
    return FOLDER.resolve(name + ".gguf");
  }

  /// `logits`, or `gradient.` and the name of a weight.
  public float[] floats(String tensor) {
    try (TensorFile file = TensorFiles.open(folder().resolve("golden.safetensors"))) {
      float[] values = new float[(int) file.tensors().get(tensor).elements()];
      file.read(tensor, MemorySegment.ofArray(values));
      return values;
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
