package dev.understudy.tensor;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads and checks what stands before the values in a safetensors file: eight bytes with the
/// length of the JSON text that follows, which names each tensor's type, shape and bytes; these
/// must fill the rest of the file without a hole.
final class SafetensorsHeader {
  private static final long LONGEST_HEADER = 100_000_000;
  private static final int LENGTH_BYTES = 8;
  private static final String METADATA = "__metadata__";

  /// A name given twice would hide a tensor from one reader and show it to another.
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /// Bytes of a value of each type the format knows.
  private static final Map<String, Integer> BYTES =
      Map.ofEntries(
          Map.entry("BOOL", 1),
          Map.entry("U8", 1),
          Map.entry("I8", 1),
          Map.entry("F8_E4M3", 1),
          Map.entry("F8_E5M2", 1),
          Map.entry("I16", 2),
          Map.entry("U16", 2),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("I32", 4),
          Map.entry("U32", 4),
          Map.entry("F32", 4),
          Map.entry("I64", 8),
          Map.entry("U64", 8),
          Map.entry("F64", 8));

  private final MappedFile file;

  SafetensorsHeader(MappedFile file) {
    this.file = file;
  }

  Safetensors read() {
    long length = headerLength();
    JsonNode header = json(length);
    long start = LENGTH_BYTES + length;
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, Stored> stored = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (entry.getKey().equals(METADATA)) {
        addMetadata(entry.getValue(), metadata);
      } else {
        stored.put(entry.getKey(), tensor(entry.getKey(), entry.getValue(), start));
      }
    }
    MappedTensors tensors = new MappedTensors(file, stored);
    refuseHoles(stored, start);
    return new Safetensors(file, Collections.unmodifiableMap(metadata), tensors);
  }

  private long headerLength() {
    if (file.size() < LENGTH_BYTES) {
      throw file.refuse("byte 0", "is too short for a safetensors file: " + file.size() + " bytes");
    }
    long length =
        file.bytes().get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
    if (length < 2 || length > Math.min(LONGEST_HEADER, file.size() - LENGTH_BYTES)) {
      throw file.refuse(
          "byte 0",
          "is not a whole safetensors file: its header would be "
              + Long.toUnsignedString(length)
              + " bytes long, the file has "
              + file.size());
    }
    return length;
  }

  private JsonNode json(long length) {
    byte[] text = file.bytes().asSlice(LENGTH_BYTES, length).toArray(ValueLayout.JAVA_BYTE);
    try {
      JsonNode header = STRICT.readTree(text);
      if (!header.isObject()) {
        throw file.refuse("byte 8", "has a header that is not a JSON object");
      }
      return header;
    } catch (JacksonException e) {
      throw file.refuse(
          "byte 8", "has a header that is not proper JSON: " + e.getOriginalMessage());
    }
  }

  private void addMetadata(JsonNode node, Map<String, String> metadata) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!entry.getValue().isString()) {
        throw file.refuse("metadata " + entry.getKey(), "is not a text");
      }
      metadata.put(entry.getKey(), entry.getValue().stringValue());
    }
  }

  private Stored tensor(String name, JsonNode node, long start) {
    String place = "tensor " + name;
    String type = node.path("dtype").stringValue("");
    Integer valueBytes = BYTES.get(type);
    if (valueBytes == null) {
      throw file.refuse(place, "has the unknown type \"" + type + "\"");
    }
    long[] shape = shape(place, node.path("shape"));
    long[] range = longs(place, "data_offsets", node.path("data_offsets"));
    if (range.length != 2 || range[0] > range[1] || range[1] > file.size() - start) {
      throw file.refuse(
          place,
          "lies at " + node.path("data_offsets") + " of " + (file.size() - start) + " bytes");
    }
    TensorFile.Info info = new TensorFile.Info(name, type, shape);
    long bytes = bytes(place, info, valueBytes);
    if (bytes != range[1] - range[0]) {
      throw file.refuse(place, "needs " + bytes + " bytes and has " + (range[1] - range[0]));
    }
    return new Stored(info, readable(type), start + range[0], bytes);
  }

  private long bytes(String place, TensorFile.Info info, int valueBytes) {
    try {
      return Math.multiplyExact(info.elements(), valueBytes);
    } catch (ArithmeticException e) {
      throw file.refuse(place, "has a shape that no file can hold");
    }
  }

  private static Optional<BlockType> readable(String type) {
    return switch (type) {
      case "F32" -> Optional.of(BlockType.F32);
      case "F16" -> Optional.of(BlockType.F16);
      case "BF16" -> Optional.of(BlockType.BF16);
      default -> Optional.empty();
    };
  }

  private long[] shape(String place, JsonNode node) {
    long[] shape = longs(place, "shape", node);
    if (shape.length > 8) {
      throw file.refuse(place, "has " + shape.length + " dimensions");
    }
    return shape;
  }

  private long[] longs(String place, String what, JsonNode node) {
    if (!node.isArray()) {
      throw file.refuse(place, "has no " + what);
    }
    long[] values = new long[node.size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode value = node.get(i);
      if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
        throw file.refuse(place, "has a " + what + " of " + node);
      }
      values[i] = value.longValue();
    }
    return values;
  }

  /// Bytes that belong to no tensor could hide anything; the format forbids them.
  private void refuseHoles(Map<String, Stored> stored, long start) {
    long used = stored.values().stream().mapToLong(Stored::bytes).sum();
    if (used != file.size() - start) {
      throw file.refuse(
          "byte " + start,
          "has " + (file.size() - start) + " bytes of values, its tensors take " + used);
    }
  }
}
