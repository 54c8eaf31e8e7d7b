package dev.understudy.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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

  private static final long LONGEST_STRING = 1 << 26;
  private static final long LONGEST_NAME = 1 << 16;

  /// Bytes of each value type; 0 where they vary (string, array). Index: the number GGUF gives the
  /// type.
  private static final int[] VALUE_BYTES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

  private static final int STRING = 8;
  private static final int ARRAY = 9;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MappedFile file;
  private final MemorySegment bytes;
  private long position;

  GgufCursor(MappedFile file) {
    this.file = file;
    this.bytes = file.bytes();
  }

  long position() {
    return position;
  }

  String place() {
    return "byte " + position;
  }

  private long take(long count, String what) {
    if (count > file.size() - position) {
      throw file.refuse(
          place(),
          what + " needs " + count + " bytes, the file has " + (file.size() - position) + " left");
    }
    long at = position;
    position += count;
    return at;
  }

  int u32(String what) {
    return bytes.get(INT, take(4, what));
  }

  /// An unsigned count that must not exceed `most`.
  long count(long most, String what) {
    String place = place();
    long value = bytes.get(LONG, take(8, what));
    if (value < 0 || value > most) {
      throw file.refuse(
          place,
          what + " is " + Long.toUnsignedString(value) + ", at most " + most + " is possible");
    }
    return value;
  }

  String name(String what) {
    return string(LONGEST_NAME, what);
  }

  private String string(long most, String what) {
    long length = count(most, "the length of " + what);
    long at = take(length, what);
    byte[] utf8 = bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    try {
      // A new decoder reports malformed text, which `new String` would replace silently.
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw file.refuse("byte " + at, what + " is not UTF-8 text");
    }
  }

  /// Integers become `Long`, floating point numbers `Double`, arrays `List`.
  Object value(String key) {
    String what = "the value of " + key;
    int type = type(what);
    return type == ARRAY ? array(what) : scalar(type, what);
  }

  private int type(String what) {
    String place = place();
    int type = u32(what);
    if (type < 0 || type >= VALUE_BYTES.length) {
      throw file.refuse(place, what + " has the unknown type " + Integer.toUnsignedString(type));
    }
    return type;
  }

  private List<Object> array(String what) {
    String place = place();
    int type = type(what);
    if (type == ARRAY) {
      throw file.refuse(place, what + " is an array of arrays");
    }
    int smallest = type == STRING ? 8 : VALUE_BYTES[type];
    long room = (file.size() - position) / smallest;
    int count = (int) count(Math.min(LONGEST_ARRAY, room), "the length of " + what);
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
    long at = take(VALUE_BYTES[type], what);
    return switch (type) {
      case 0 -> bytes.get(ValueLayout.JAVA_BYTE, at) & 0xFFL;
      case 1 -> (long) bytes.get(ValueLayout.JAVA_BYTE, at);
      case 2 -> bytes.get(SHORT, at) & 0xFFFFL;
      case 3 -> (long) bytes.get(SHORT, at);
      case 4 -> bytes.get(INT, at) & 0xFFFF_FFFFL;
      case 5 -> (long) bytes.get(INT, at);
      case 6 -> (double) Float.intBitsToFloat(bytes.get(INT, at));
      case 7 -> truth(at, what);
      case 10 -> unsigned(at, what);
      case 11 -> bytes.get(LONG, at);
      default -> Double.longBitsToDouble(bytes.get(LONG, at));
    };
  }

  private boolean truth(long at, String what) {
    byte value = bytes.get(ValueLayout.JAVA_BYTE, at);
    if (value != 0 && value != 1) {
      throw file.refuse("byte " + at, what + " is a truth value of " + value);
    }
    return value == 1;
  }

  private long unsigned(long at, String what) {
    long value = bytes.get(LONG, at);
    if (value < 0) {
      throw file.refuse("byte " + at, what + " is too large: " + Long.toUnsignedString(value));
    }
    return value;
  }
}
