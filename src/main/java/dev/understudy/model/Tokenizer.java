package dev.understudy.model;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;

/// Turns text into a base's token ids and back. Safe to use from several threads.
public interface Tokenizer extends AutoCloseable {
  /// The ids of plain text. Whatever the text says, no special token comes of it: a typed
  /// `<|im_end|>` is so many characters.
  int[] encode(String text);

  /// The text of these ids, special tokens left out. Half a character at an end becomes U+FFFD.
  String decode(int[] ids);

  /// Every special token's id by its text.
  Map<String, Integer> specials();

  /// The token that ends a turn.
  int endOfTurn();

  /// The number of ids, counted from 0.
  int vocabulary();

  default OptionalInt special(String token) {
    Integer id = specials().get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  default boolean isSpecial(int id) {
    return specials().containsValue(id);
  }

  /// What each token adds to a text, in UTF-8, by its id: part of a character, too. Empty for
  /// special tokens, for ids of no token, and where it can't be told.
  default byte[][] bytes() {
    byte[][] bytes = new byte[vocabulary()][];
    for (int id = 0; id < bytes.length; id++) {
      String text = isSpecial(id) ? "" : decode(new int[] {id});
      bytes[id] = text.contains("\uFFFD") ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }
    return bytes;
  }

  @Override
  void close();
}
