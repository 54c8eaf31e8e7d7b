package dev.understudy.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads and checks what stands before the values in a GGUF file.
final class GgufHeader {
  private static final int MAGIC = 0x46554747; // "GGUF", little-endian
  private static final long MOST_ENTRIES = 1 << 16;
  private static final int MOST_DIMENSIONS = 4;
  private static final int SMALLEST_ENTRY = 13; // key length, type, one byte of value
  private static final int SMALLEST_TENSOR = 32; // name length, dimensions, one size, type, offset

  private final MappedFile file;
  private final GgufCursor cursor;

  GgufHeader(MappedFile file) {
    this.file = file;
    this.cursor = new GgufCursor(file);
  }

  Gguf read() {
    if (cursor.u32("the magic number") != MAGIC) {
      throw file.refuse("byte 0", "is not a GGUF file: it does not begin with \"GGUF\"");
    }
    refuseOtherVersions(cursor.u32("the version"));
    long tensorCount = cursor.count(most(SMALLEST_TENSOR), "the number of tensors");
    long entryCount = cursor.count(most(SMALLEST_ENTRY), "the number of metadata entries");
    Map<String, Object> metadata = metadata(entryCount);
    long alignment = alignment(metadata);
    List<Unplaced> unplaced = new ArrayList<>();
    for (long i = 0; i < tensorCount; i++) {
      unplaced.add(tensor());
    }
    return new Gguf(file, metadata, new MappedTensors(file, place(unplaced, alignment)));
  }

  private long most(int smallest) {
    return Math.min(MOST_ENTRIES, file.size() / smallest);
  }

  private void refuseOtherVersions(int version) {
    if (version == Integer.reverseBytes(2) || version == Integer.reverseBytes(3)) {
      throw file.unsupported(
          "byte 4", "is a big-endian GGUF file", "Use a little-endian file of the same weights.");
    }
    if (version != 2 && version != 3) {
      throw file.unsupported(
          "byte 4",
          "has GGUF version " + Integer.toUnsignedString(version) + ", known are 2 and 3",
          "Use a file of a known version, or fetch it again if it should be one.");
    }
  }

  private Map<String, Object> metadata(long count) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    for (long i = 0; i < count; i++) {
      String place = cursor.place();
      String key = cursor.name("a metadata key");
      if (metadata.put(key, cursor.value(key)) != null) {
        throw file.refuse(place, "metadata " + key + " is given twice");
      }
    }
    return Collections.unmodifiableMap(metadata);
  }

  private long alignment(Map<String, Object> metadata) {
    Object value = metadata.getOrDefault("general.alignment", 32L);
    if (value instanceof Long n && n >= 8 && n <= 1 << 20 && Long.bitCount(n) == 1) {
      return n;
    }
    throw file.refuse(
        "metadata general.alignment", "is " + value + ", not a power of two from 8 to 1048576");
  }

  /// What the header says of a tensor. `offset` counts from the start of the values, which is known
  /// only at its end.
  private record Unplaced(TensorFile.Info info, BlockType type, long bytes, long offset) {}

  private Unplaced tensor() {
    String name = cursor.name("a tensor's name");
    String place = "tensor " + name;
    int dimensions = cursor.u32(place);
    if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
      throw file.refuse(
          place, "has " + Integer.toUnsignedString(dimensions) + " dimensions, not 1 to 4");
    }
    long[] shape = new long[dimensions];
    long elements = 1;
    for (int i = dimensions - 1; i >= 0; i--) {
      // Rows first, as everywhere else; GGUF gives the fastest dimension first.
      shape[i] = cursor.count(Long.MAX_VALUE, "a dimension of " + place);
      if (shape[i] == 0 || shape[i] > Long.MAX_VALUE / 8 / elements) {
        throw file.refuse(place, "has a dimension of " + shape[i]);
      }
      elements *= shape[i];
    }
    BlockType type = type(place);
    long row = shape[dimensions - 1];
    if (row % type.elements() != 0) {
      throw file.refuse(
          place, "has rows of " + row + " values, not whole blocks of " + type.elements());
    }
    long bytes = elements / type.elements() * type.bytes();
    if (elements > file.size() * type.elements()) {
      throw file.refuse(place, "has " + elements + " values, more than the file can hold");
    }
    long offset = cursor.count(file.size(), "the offset of " + place);
    return new Unplaced(new TensorFile.Info(name, type.name(), shape), type, bytes, offset);
  }

  private BlockType type(String place) {
    int id = cursor.u32("the type of " + place);
    return BlockType.ofId(id)
        .orElseThrow(() ->
            file.unsupported(
                place,
                "has the unknown type number " + Integer.toUnsignedString(id),
                "Use weights of one of these types: " + BlockType.supported() + "."));
  }

  private Map<String, Stored> place(List<Unplaced> tensors, long alignment) {
    long start = Math.ceilDiv(cursor.position(), alignment) * alignment;
    Map<String, Stored> placed = new LinkedHashMap<>();
    for (Unplaced tensor : tensors) {
      String place = "tensor " + tensor.info().name();
      if (tensor.offset() % alignment != 0) {
        throw file.refuse(
            place, "begins at " + tensor.offset() + ", not a multiple of " + alignment);
      }
      long offset = start + tensor.offset();
      if (offset > file.size() || tensor.bytes() > file.size() - offset) {
        throw file.refuse(
            place,
            "ends at byte " + (offset + tensor.bytes()) + ", the file at byte " + file.size());
      }
      Stored stored = new Stored(tensor.info(), Optional.of(tensor.type()), offset, tensor.bytes());
      if (placed.put(tensor.info().name(), stored) != null) {
        throw file.refuse(place, "is given twice");
      }
    }
    return placed;
  }
}
