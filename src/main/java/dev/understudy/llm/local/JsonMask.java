package dev.understudy.llm.local;

import dev.understudy.model.TokenMask;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;

/// Holds one reply to a shape. When few tokens are left it lets through only those that lead to the
/// end in time, so that no reply is cut off.
final class JsonMask implements TokenMask {
  private final Vocabulary vocabulary;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final Loops loops = new Loops();
  private Place place;

  JsonMask(Vocabulary vocabulary, Place start) {
    this.vocabulary = vocabulary;
    this.place = start;
  }

  @Override
  public void restrict(float[] logits, int at, int count, int left) {
    BitSet allowed = vocabulary.allowed(place, left - 1L);
    if (place instanceof Prose) {
      loops.forbid(allowed);
    }
    if (allowed.isEmpty()) {
      throw new IllegalStateException("no token leads on from " + text() + " with " + left);
    }
    int next = 0;
    for (int id = allowed.nextSetBit(0); id >= 0; id = allowed.nextSetBit(id + 1)) {
      Arrays.fill(logits, at + next, at + id, Float.NEGATIVE_INFINITY);
      next = id + 1;
    }
    Arrays.fill(logits, at + next, at + count, Float.NEGATIVE_INFINITY);
  }

  @Override
  public boolean counts(int token) {
    return place instanceof Prose && vocabulary.isPlain(token);
  }

  @Override
  public boolean take(int token) {
    if (counts(token)) {
      loops.add(token);
    } else {
      loops.clear();
    }
    byte[] bytes = vocabulary.bytes(token);
    for (byte b : bytes) {
      place = Objects.requireNonNull(place.next(b & 0xFF), "a token that was masked");
    }
    written.writeBytes(bytes);
    return place instanceof Place.End;
  }

  /// What was said so far.
  String text() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
