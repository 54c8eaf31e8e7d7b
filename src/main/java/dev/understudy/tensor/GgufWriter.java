package dev.understudy.tensor;

import dev.understudy.store.AtomicFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/// Writes GGUF files of version 3, little-endian, streaming: no tensor is held as a whole.
///
/// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
public final class GgufWriter {
  private static final int VERSION = 3;
  private static final int ALIGNMENT = 32;

  /// About so many values are encoded at a time.
  private static final int CHUNK = 1 << 15;

  // The numbers GGUF gives the types of metadata.
  private static final int UINT32 = 4;
  private static final int INT32 = 5;
  private static final int FLOAT32 = 6;
  private static final int BOOL = 7;
  private static final int STRING = 8;
  private static final int ARRAY = 9;
  private static final int UINT64 = 10;

  private final ByteArrayOutputStream header = new ByteArrayOutputStream();

  private GgufWriter() {}

  /// Writes a whole file or none.
  ///
  /// @param metadata `Integer` is written as an unsigned integer of 32 bits, `Long` of 64, `Float`,
  ///   `Boolean` and `String` as they are; `int[]`, `float[]` and lists of `String` or `Boolean` as
  ///   arrays, those of integers signed
  /// @param written is told the bytes of each tensor as they are written
  public static void write(
      Path path, Map<String, Object> metadata, List<GgufTensor> tensors, LongConsumer written) {
    byte[] header = new GgufWriter().header(metadata, tensors);
    AtomicFiles.write(
        path,
        out -> {
          out.write(header);
          pad(header.length, out);
          for (GgufTensor tensor : tensors) {
            write(tensor, out, written);
            pad(tensor.bytes(), out);
          }
        });
  }

  private byte[] header(Map<String, Object> metadata, List<GgufTensor> tensors) {
    header.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    u32(VERSION);
    u64(tensors.size());
    u64(metadata.size());
    metadata.forEach((key, value) -> {
      text(key);
      value(key, value);
    });
    Set<String> names = new HashSet<>();
    long offset = 0;
    for (GgufTensor tensor : tensors) {
      if (!names.add(tensor.info().name())) {
        throw new IllegalArgumentException(tensor.info().name() + " is given twice");
      }
      text(tensor.info().name());
      long[] shape = tensor.info().shape();
      u32(shape.length);
      for (int i = shape.length - 1; i >= 0; i--) {
        u64(shape[i]); // the fastest dimension first
      }
      u32(tensor.type().id());
      u64(offset);
      offset += Math.ceilDiv(tensor.bytes(), ALIGNMENT) * ALIGNMENT;
    }
    return header.toByteArray();
  }

  private void value(String key, Object value) {
    switch (value) {
      case Integer i -> {
        u32(UINT32);
        u32(i);
      }
      case Long l -> {
        u32(UINT64);
        u64(l);
      }
      case Float f -> {
        u32(FLOAT32);
        u32(Float.floatToRawIntBits(f));
      }
      case Boolean b -> {
        u32(BOOL);
        header.write(b ? 1 : 0);
      }
      case String s -> {
        u32(STRING);
        text(s);
      }
      case int[] all -> {
        array(INT32, all.length);
        for (int i : all) {
          u32(i);
        }
      }
      case float[] all -> {
        array(FLOAT32, all.length);
        for (float f : all) {
          u32(Float.floatToRawIntBits(f));
        }
      }
      case List<?> all -> list(key, all);
      default -> throw cannot(key, value);
    }
  }

  private void list(String key, List<?> all) {
    boolean truths = !all.isEmpty() && all.getFirst() instanceof Boolean;
    array(truths ? BOOL : STRING, all.size());
    for (Object each : all) {
      if (truths && each instanceof Boolean b) {
        header.write(b ? 1 : 0);
      } else if (!truths && each instanceof String s) {
        text(s);
      } else {
        throw cannot(key, each);
      }
    }
  }

  private static IllegalArgumentException cannot(String key, Object value) {
    return new IllegalArgumentException(key + " is a " + value.getClass().getSimpleName());
  }

  private void array(int type, int count) {
    u32(ARRAY);
    u32(type);
    u64(count);
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    u64(utf8.length);
    header.writeBytes(utf8);
  }

  private void u32(int value) {
    header.writeBytes(littleEndian(Integer.BYTES).putInt(value).array());
  }

  private void u64(long value) {
    header.writeBytes(littleEndian(Long.BYTES).putLong(value).array());
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void pad(long length, OutputStream out) throws IOException {
    out.write(new byte[(int) (-length & (ALIGNMENT - 1))]);
  }

  private static void write(GgufTensor tensor, OutputStream out, LongConsumer written)
      throws IOException {
    BlockType type = tensor.type();
    int row = tensor.row();
    long rows = tensor.info().elements() / row;
    int together = Math.max(1, CHUNK / row);
    float[] values = new float[together * row];
    byte[] bytes = new byte[Math.toIntExact(type.bytes(values.length))];
    for (long from = 0; from < rows; from += together) {
      int count = (int) Math.min(together, rows - from);
      for (int i = 0; i < count; i++) {
        MemorySegment.copy(
            tensor.values(),
            ValueLayout.JAVA_FLOAT_UNALIGNED,
            4L * row * tensor.rows().applyAsLong(from + i),
            values,
            i * row,
            row);
      }
      type.encode(values, bytes, count * row / type.elements());
      int length = (int) type.bytes((long) count * row);
      out.write(bytes, 0, length);
      written.accept(length);
    }
  }
}
