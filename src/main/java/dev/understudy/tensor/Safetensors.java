package dev.understudy.tensor;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;

/// One safetensors file.
///
/// Format: https://huggingface.co/docs/safetensors
public final class Safetensors implements TensorFile {
  private final MappedFile file;
  private final Map<String, String> metadata;
  private final MappedTensors tensors;

  Safetensors(MappedFile file, Map<String, String> metadata, MappedTensors tensors) {
    this.file = file;
    this.metadata = metadata;
    this.tensors = tensors;
  }

  /// Maps the file and checks its whole header; a file that is truncated, altered or hostile is
  /// refused with the place.
  public static Safetensors open(Path path) {
    MappedFile file = MappedFile.open(path);
    try {
      return new SafetensorsHeader(file).read();
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /// The texts under `__metadata__`.
  public Map<String, String> metadata() {
    return metadata;
  }

  @Override
  public Map<String, Info> tensors() {
    return tensors.infos();
  }

  @Override
  public void read(String name, MemorySegment target) {
    tensors.read(name, target);
  }

  @Override
  public MemorySegment stored(String name) {
    return tensors.stored(name);
  }

  @Override
  public void close() {
    file.close();
  }
}
