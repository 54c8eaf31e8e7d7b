package dev.understudy.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Reads the header of a GGUF file from its start, never past the end of the file.
final class GgufCursor {
  /// Far above what any model's vocabulary needs; bounds the heap a hostile file can ask for.
  private static final long LONGEST_ARRAY = 1 << 24;

  private static final int LONGEST_HEADER = 1 << 30;
  private static final long LONGEST_STRING = 1 << 26;
  private static final long LONGEST_NAME = 1 << 16;

  /// Bytes of each value type; 0 where they vary (string, array). Index: the number GGUF gives the
  /// type.
  private static final int[] VALUE_BYTES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

  private static final char REPLACEMENT = '\uFFFD';

  private static final int STRING = 8;
  private static final int ARRAY = 9;

  private final MappedFile file;

  /// The part of the file a header can lie in. A buffer starts faster than a memory segment's var
  /// handles.
  private final ByteBuffer bytes;

  private int position;

  GgufCursor(MappedFile file) {
    this.file = file;
    long reach = Math.min(file.size(), LONGEST_HEADER);
    this.bytes = file.bytes().asSlice(0, reach).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  long position() {
    return position;
  }

  String place() {
    return "byte " + position;
  }

  /// Moves on by `count` bytes and returns where they begin.
  private int take(long count, String what) {
    if (count > bytes.limit() - position) {
      throw file.refuse(
          place(),
          what + " needs " + count + " bytes, " + (bytes.limit() - position) + " are left");
    }
    int at = position;
    position += (int) count;
    return at;
  }

  int u32(String what) {
    return bytes.getInt(take(Integer.BYTES, what));
  }

  /// An unsigned count that must not exceed `most`.
  long count(long most, String what) {
    int at = take(Long.BYTES, what);
    long value = bytes.getLong(at);
    if (value < 0 || value > most) {
      throw file.refuse(
          "byte " + at,
          what + ": a count of " + Long.toUnsignedString(value) + ", at most " + most + " can be");
    }
    return value;
  }

  String name(String what) {
    return string(LONGEST_NAME, what);
  }

  private String string(long most, String what) {
    byte[] utf8 = new byte[(int) count(Math.min(most, bytes.limit() - position), what)];
    int at = take(utf8.length, what);
    bytes.get(at, utf8);
    String text = new String(utf8, StandardCharsets.UTF_8);
    // The replacement character stands for malformed bytes, unless it was really written.
    if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(utf8)) {
      throw file.refuse("byte " + at, what + " is not UTF-8 text");
    }
    return text;
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /// Integers become `Long`, floating point numbers `Double`, arrays `List`.
  Object value(String key) {
    String what = "the value of " + key;
    int type = type(what);
    return type == ARRAY ? array(what) : scalar(type, what);
  }

  private int type(String what) {
    int type = u32(what);
    if (type < 0 || type >= VALUE_BYTES.length) {
      throw file.refuse(
          "byte " + (position - 4),
          what + " has the unknown type " + Integer.toUnsignedString(type));
    }
    return type;
  }

  private List<Object> array(String what) {
    int type = type(what);
    if (type == ARRAY) {
      throw file.refuse("byte " + (position - 4), what + " is an array of arrays");
    }
    int smallest = type == STRING ? 8 : VALUE_BYTES[type];
    int room = (bytes.limit() - position) / smallest;
    int count = (int) count(Math.min(LONGEST_ARRAY, room), what);
    List<Object> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(scalar(type, what));
    }
    return Collections.unmodifiableList(values);
  }

  private Object scalar(int type, String what) {
    if (type == STRING) {
      return string(LONGEST_STRING, what);
    }
    int at = take(VALUE_BYTES[type], what);
    return switch (type) {
      case 0 -> bytes.get(at) & 0xFFL;
      case 1 -> (long) bytes.get(at);
      case 2 -> bytes.getShort(at) & 0xFFFFL;
      case 3 -> (long) bytes.getShort(at);
      case 4 -> bytes.getInt(at) & 0xFFFF_FFFFL;
      case 5 -> (long) bytes.getInt(at);
      case 6 -> (double) bytes.getFloat(at);
      case 7 -> truth(at, what);
      case 10 -> unsigned(at, what);
      case 11 -> bytes.getLong(at);
      default -> bytes.getDouble(at);
    };
  }

  private boolean truth(int at, String what) {
    byte value = bytes.get(at);
    if (value != 0 && value != 1) {
      throw file.refuse("byte " + at, what + " is a truth value of " + value);
    }
    return value == 1;
  }

  private long unsigned(int at, String what) {
    long value = bytes.getLong(at);
    if (value < 0) {
      throw file.refuse("byte " + at, what + " is too large: " + Long.toUnsignedString(value));
    }
    return value;
  }
}
