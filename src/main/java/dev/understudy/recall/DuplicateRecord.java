package dev.understudy.recall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/// What is kept of a text that others are compared with. `vector` is empty where its meaning was
/// not asked for.
record DuplicateRecord(String id, int[] signature, byte[] vector) {
  /// Length of what follows it, and its checksum.
  static final int HEAD = 2 * Integer.BYTES;

  /// No record of ours is longer: what tells of one is no record.
  static final int MOST = 1 << 20;

  /// Little-endian: length, CRC-32, then the signature, and after their lengths the vector and the
  /// id.
  byte[] bytes() {
    byte[] name = id.getBytes(StandardCharsets.UTF_8);
    int length = signature.length * Integer.BYTES + 2 * Integer.BYTES + vector.length + name.length;
    ByteBuffer out = ByteBuffer.allocate(HEAD + length).order(ByteOrder.LITTLE_ENDIAN);
    out.position(HEAD);
    for (int place : signature) {
      out.putInt(place);
    }
    out.putInt(vector.length).put(vector).putInt(name.length).put(name);
    out.putInt(0, length).putInt(Integer.BYTES, checksum(out.array(), HEAD, length));
    return out.array();
  }

  /// Reads what follows the head.
  static DuplicateRecord of(byte[] body) {
    ByteBuffer in = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    int[] signature = new int[MinHash.PLACES];
    for (int i = 0; i < signature.length; i++) {
      signature[i] = in.getInt();
    }
    byte[] vector = new byte[in.getInt()];
    in.get(vector);
    byte[] name = new byte[in.getInt()];
    in.get(name);
    return new DuplicateRecord(new String(name, StandardCharsets.UTF_8), signature, vector);
  }

  static int checksum(byte[] bytes, int from, int length) {
    var crc = new CRC32();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
