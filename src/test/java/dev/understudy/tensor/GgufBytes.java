package dev.understudy.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Builds small GGUF files byte by byte, right ones and wrong ones.
final class GgufBytes {
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);

  static GgufBytes header(int version, long tensors, long entries) {
    return new GgufBytes().u32(0x46554747).u32(version).u64(tensors).u64(entries);
  }

  /// A file of one tensor.
  static GgufBytes of(String name, int type, float[] values, long... dimensions) {
    GgufBytes file = header(3, 1, 0).tensor(name, type, 0, dimensions).align();
    for (float value : values) {
      file.bytes.putFloat(value);
    }
    return file;
  }

  GgufBytes u8(int value) {
    bytes.put((byte) value);
    return this;
  }

  GgufBytes u32(int value) {
    bytes.putInt(value);
    return this;
  }

  GgufBytes u64(long value) {
    bytes.putLong(value);
    return this;
  }

  GgufBytes text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    u64(utf8.length);
    bytes.put(utf8);
    return this;
  }

  GgufBytes tensor(String name, int type, long offset, long... dimensions) {
    text(name).u32(dimensions.length);
    for (long dimension : dimensions) {
      u64(dimension);
    }
    return u32(type).u64(offset);
  }

  GgufBytes align() {
    bytes.position((bytes.position() + 31) / 32 * 32);
    return this;
  }

  GgufBytes values(int count) {
    bytes.position(bytes.position() + count);
    return this;
  }

  void write(Path path) {
    try {
      Files.write(path, Arrays.copyOf(bytes.array(), bytes.position()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
