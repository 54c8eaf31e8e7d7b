package dev.understudy.llm.local;

import dev.understudy.model.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A vocabulary of all single bytes, and of tokens that make masks hard: across the end of a text,
/// of halves of characters, with escapes.
final class SomeTokens implements Tokenizer {
  static final int END = 0;

  private static final List<String> LONGER =
      List.of(
          "\",\"",
          "\"}",
          "\"]}",
          "\"],\"",
          "{\"",
          "\":\"",
          "\":",
          "[\"",
          "[]",
          "}]",
          ",\"",
          "\\\"",
          "\\n",
          "\\\\",
          "\\u00",
          "a\\",
          "\\\",",
          "true",
          "false",
          "tru",
          "12",
          "1,",
          "0]",
          "-1",
          "  ",
          " the",
          "the ",
          "née",
          "\uD83D\uDE00",
          "\uD83D\uDE00\"",
          "\u3000",
          "\u2003x",
          "\n",
          "ab\"",
          "\u0000",
          "abc",
          "東京",
          "\",\"a0\":",
          "9}",
          " \"",
          "x".repeat(40));

  private final List<byte[]> tokens = new ArrayList<>();

  SomeTokens(long seed) {
    tokens.add(new byte[0]);
    for (int b = 0; b < 256; b++) {
      tokens.add(new byte[] {(byte) b});
    }
    LONGER.forEach(text -> tokens.add(text.getBytes(StandardCharsets.UTF_8)));
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      // Pieces of text, cut anywhere.
      byte[] all = String.join("", LONGER).getBytes(StandardCharsets.UTF_8);
      int from = random.nextInt(all.length - 6);
      tokens.add(Arrays.copyOfRange(all, from, from + 2 + random.nextInt(4)));
    }
  }

  @Override
  public byte[][] bytes() {
    return tokens.toArray(byte[][]::new);
  }

  @Override
  public int[] encode(String text) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String decode(int[] ids) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, Integer> specials() {
    return Map.of("<end>", END);
  }

  @Override
  public int endOfTurn() {
    return END;
  }

  @Override
  public int vocabulary() {
    return tokens.size();
  }

  @Override
  public void close() {}
}
