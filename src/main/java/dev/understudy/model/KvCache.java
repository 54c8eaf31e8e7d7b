package dev.understudy.model;

import java.util.Arrays;

/// Keys (rotated) and values of one sequence, for every block. Grows as tokens come.
///
/// Arrays by block: (position, kvHeads, headDim), so that a shared beginning is one contiguous
/// copy.
final class KvCache implements Engine.Cache {
  private final int stride;
  private final float[][] keys;
  private final float[][] values;
  private int length;

  KvCache(ModelConfig config) {
    this(config.layers(), config.kvHeads() * config.headDim());
  }

  private KvCache(int layers, int stride) {
    this.stride = stride;
    keys = new float[layers][0];
    values = new float[layers][0];
  }

  @Override
  public int length() {
    return length;
  }

  /// Floats from one position to the next.
  int stride() {
    return stride;
  }

  float[] keys(int layer) {
    return keys[layer];
  }

  float[] values(int layer) {
    return values[layer];
  }

  /// Takes in `count` more positions, whose contents the caller writes.
  void extend(int count) {
    length += count;
    int need = Math.multiplyExact(length, stride);
    if (keys[0].length < need) {
      int capacity =
          Math.max(need, (int) Math.min(Integer.MAX_VALUE - 8L, keys[0].length * 3L / 2));
      for (int i = 0; i < keys.length; i++) {
        keys[i] = Arrays.copyOf(keys[i], capacity);
        values[i] = Arrays.copyOf(values[i], capacity);
      }
    }
  }

  @Override
  public void truncate(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IllegalArgumentException(newLength + " of " + length);
    }
    length = newLength;
  }

  @Override
  public KvCache copy(int count, int room) {
    KvCache copy = new KvCache(keys.length, stride);
    copy.extend(count + room);
    copy.length = count;
    for (int i = 0; i < keys.length; i++) {
      System.arraycopy(keys[i], 0, copy.keys[i], 0, count * stride);
      System.arraycopy(values[i], 0, copy.values[i], 0, count * stride);
    }
    return copy;
  }

  @Override
  public void close() {}
}
