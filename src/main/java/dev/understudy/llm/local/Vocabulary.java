package dev.understudy.llm.local;

import dev.understudy.model.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// A base's tokens by their bytes, sorted for quick masks. Most are whole characters that a text
/// takes anywhere: these are told by their length alone, the others are tried byte by byte.
final class Vocabulary {
  /// Longer tokens are tried byte by byte, too.
  private static final int LONGEST_PLAIN = 32;

  private final byte[][] bytes;
  private final int endOfTurn;
  private final Spelling spelling;
  private final TokenSet all;
  private final TokenSet others;
  private final BitSet plain = new BitSet();

  /// Plain tokens of at most so many chars: anywhere in a text, and at its beginning.
  private final BitSet[] inside = new BitSet[LONGEST_PLAIN + 1];

  private final BitSet[] first = new BitSet[LONGEST_PLAIN + 1];

  Vocabulary(Tokenizer tokenizer) {
    bytes = tokenizer.bytes();
    endOfTurn = tokenizer.endOfTurn();
    spelling = new Spelling(bytes);
    String[] texts = new String[bytes.length];
    for (int id = 0; id < bytes.length; id++) {
      texts[id] = plainText(bytes[id]);
      plain.set(id, !texts[id].isEmpty());
    }
    for (int most = 0; most <= LONGEST_PLAIN; most++) {
      int chars = most;
      inside[most] = those(id -> plain.get(id) && texts[id].length() <= chars);
      first[most] =
          those(id -> inside[chars].get(id) && !Character.isWhitespace(texts[id].codePointAt(0)));
    }
    BitSet writes = those(id -> bytes[id].length > 0);
    all = new TokenSet(bytes, writes.stream().toArray());
    others = new TokenSet(bytes, writes.stream().filter(id -> !plain.get(id)).toArray());
  }

  private BitSet those(IntPredicate wanted) {
    return IntStream.range(0, bytes.length)
        .filter(wanted)
        .collect(BitSet::new, BitSet::set, BitSet::or);
  }

  /// The text of a token that can stand anywhere in a JSON string; else nothing.
  private static String plainText(byte[] token) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(token)).toString();
      boolean apart = text.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\\');
      return apart || text.length() > LONGEST_PLAIN ? "" : text;
    } catch (CharacterCodingException _) {
      return "";
    }
  }

  Spelling spelling() {
    return spelling;
  }

  byte[] bytes(int token) {
    return bytes[token];
  }

  /// Whether it is made of whole characters that need no escape.
  boolean isPlain(int token) {
    return plain.get(token);
  }

  /// The tokens that may come at a place, when after them so many more are left.
  BitSet allowed(Place place, long left) {
    BitSet allowed = new BitSet(bytes.length);
    if (place instanceof Prose text) {
      if (text.fewestOnceBegun() <= left) {
        allowed.or((text.empty() ? first : inside)[Math.min(text.room(), LONGEST_PLAIN)]);
      }
      others.allow(place, left, allowed);
    } else {
      all.allow(place, left, allowed);
    }
    if (place.mayEnd() && endOfTurn >= 0) {
      allowed.set(endOfTurn);
    }
    return allowed;
  }
}
