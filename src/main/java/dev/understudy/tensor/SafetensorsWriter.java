package dev.understudy.tensor;

import dev.understudy.store.AtomicFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes safetensors, streaming: no tensor is copied as a whole.
public final class SafetensorsWriter {
  private static final int CHUNK = 1 << 15;

  private SafetensorsWriter() {}

  /// Writes a whole file or none. Wider types come first, so that each value lies at a multiple of
  /// its size.
  public static void write(Path path, List<NamedTensor> tensors, Map<String, String> metadata) {
    write(path, tensors, metadata, bytes -> {});
  }

  /// The same; `written` is told the bytes of each tensor once it is written.
  public static void write(
      Path path, List<NamedTensor> tensors, Map<String, String> metadata, LongConsumer written) {
    List<NamedTensor> ordered =
        tensors.stream()
            .sorted(Comparator.comparingInt((NamedTensor t) -> -t.type().bytes()))
            .toList();
    byte[] header = header(ordered, metadata);
    AtomicFiles.write(
        path,
        out -> {
          out.write(littleEndian(Long.BYTES).putLong(header.length).array());
          out.write(header);
          for (NamedTensor tensor : ordered) {
            write(tensor, out);
            written.accept(tensor.bytes());
          }
        });
  }

  private static byte[] header(List<NamedTensor> tensors, Map<String, String> metadata) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = json.putObject("__metadata__");
      metadata.forEach(texts::put);
    }
    long offset = 0;
    for (NamedTensor tensor : tensors) {
      if (json.has(tensor.name())) {
        throw new IllegalArgumentException(tensor.name() + " is given twice");
      }
      ObjectNode entry = json.putObject(tensor.name()).put("dtype", tensor.type().name());
      ArrayNode shape = entry.putArray("shape");
      for (long size : tensor.info().shape()) {
        shape.add(size);
      }
      entry.putArray("data_offsets").add(offset).add(offset + tensor.bytes());
      offset += tensor.bytes();
    }
    // Spaces after the text let the values begin at a multiple of eight, as readers that map the
    // file want it.
    String text = JsonMapper.shared().writeValueAsString(json);
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return (text + " ".repeat(-length & 7)).getBytes(StandardCharsets.UTF_8);
  }

  private static void write(NamedTensor tensor, OutputStream out) throws IOException {
    ByteBuffer buffer = littleEndian(CHUNK * tensor.type().bytes());
    long elements = tensor.info().elements();
    for (long from = 0; from < elements; from += CHUNK) {
      buffer.clear();
      int count = (int) Math.min(CHUNK, elements - from);
      for (int i = 0; i < count; i++) {
        float value = tensor.values().get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * (from + i));
        if (tensor.type() == DataType.F32) {
          buffer.putFloat(value);
        } else {
          buffer.putShort(tensor.type().halve(value));
        }
      }
      out.write(buffer.array(), 0, buffer.position());
    }
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
