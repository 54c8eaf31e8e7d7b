package dev.understudy.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Map;

/// Named tensors in a memory-mapped file (or several: shards). Closing it unmaps the file.
public interface TensorFile extends AutoCloseable {
  /// What a file says of one tensor. `shape` is row-major, outermost first (for GGUF: its
  /// dimensions reversed).
  record Info(String name, String type, long[] shape) {
    public long elements() {
      long n = 1;
      for (long s : shape) {
        n = Math.multiplyExact(n, s);
      }
      return n;
    }
  }

  /// In file order.
  Map<String, Info> tensors();

  /// Writes the tensor's values as float32 in row-major order to `target`, which holds exactly `4 *
  /// elements` bytes. Quantised blocks are dequantised straight from the mapping.
  void read(String name, MemorySegment target);

  /// The tensor's bytes as the file has them, valid until it is closed.
  MemorySegment stored(String name);

  /// Lets go of the memory that holds a mapped tensor's bytes; they are read again when they are
  /// needed.
  default void unload(String name) {
    MemorySegment bytes = stored(name);
    if (bytes.isMapped()) {
      bytes.unload();
    }
  }

  @Override
  void close();
}
