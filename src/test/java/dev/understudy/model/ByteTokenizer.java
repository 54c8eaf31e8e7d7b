package dev.understudy.model;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// One token a byte, as the rarest characters of byte-level vocabularies are; `endOfTurn` has no
/// text.
record ByteTokenizer(int vocabulary, int endOfTurn) implements Tokenizer {
  @Override
  public int[] encode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[bytes.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = bytes[i] & 0xFF;
    }
    return ids;
  }

  @Override
  public String decode(int[] ids) {
    byte[] bytes = new byte[ids.length];
    for (int i = 0; i < ids.length; i++) {
      bytes[i] = (byte) ids[i];
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public Map<String, Integer> specials() {
    return Map.of("<end>", endOfTurn);
  }

  @Override
  public byte[][] bytes() {
    byte[][] bytes = new byte[vocabulary][];
    for (int id = 0; id < vocabulary; id++) {
      bytes[id] = id == endOfTurn || id > 0xFF ? new byte[0] : new byte[] {(byte) id};
    }
    return bytes;
  }

  @Override
  public void close() {}
}
