package dev.understudy.tensor;

import dev.understudy.problem.UserException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Opens weights by what the path is: a `.gguf` or `.safetensors` file, or a folder with
/// safetensors as Hugging Face lays it out (one `model.safetensors`, or shards and their index).
public final class TensorFiles {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private TensorFiles() {}

  public static TensorFile open(Path path) {
    if (Files.isDirectory(path)) {
      return openFolder(path);
    }
    String name = String.valueOf(path.getFileName());
    if (name.endsWith(".index.json")) {
      return Shards.open(path);
    }
    if (name.endsWith(".safetensors")) {
      return Safetensors.open(path);
    }
    // Not by name alone: the caches of other tools keep files under their hash.
    return Gguf.open(path);
  }

  private static TensorFile openFolder(Path folder) {
    if (Files.exists(folder.resolve(INDEX))) {
      return Shards.open(folder.resolve(INDEX));
    }
    if (Files.exists(folder.resolve(SINGLE))) {
      return Safetensors.open(folder.resolve(SINGLE));
    }
    throw new UserException(
        folder.toString(),
        "holds no weights: neither " + SINGLE + " nor " + INDEX,
        "Name a folder of a Hugging Face model in safetensors, or a GGUF file.");
  }
}
