package dev.understudy.recall;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Vectors of length one in a byte a component, compared one by one: for some ten thousands.
final class Meanings {
  private static final float SCALE = 127;

  private final List<Known> known = new ArrayList<>();

  private record Known(int record, byte[] vector, double length) {}

  /// The number of the record whose vector is nearest, and its cosine.
  record Nearest(int record, double cosine) {}

  static byte[] quantised(float[] vector) {
    float largest = 0;
    for (float x : vector) {
      largest = Math.max(largest, Math.abs(x));
    }
    byte[] bytes = new byte[vector.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(vector[i] / Math.max(largest, Float.MIN_NORMAL) * SCALE);
    }
    return bytes;
  }

  void add(int record, byte[] vector) {
    known.add(new Known(record, vector, length(vector)));
  }

  /// The first of the nearest; none when nothing was added.
  Optional<Nearest> nearest(byte[] vector) {
    @Nullable Nearest best = null;
    double own = length(vector);
    for (Known other : known) {
      double cosine = dot(vector, other.vector) / (own * other.length);
      if (best == null || cosine > best.cosine()) {
        best = new Nearest(other.record, cosine);
      }
    }
    return Optional.ofNullable(best);
  }

  private static double length(byte[] vector) {
    return Math.max(1, Math.sqrt(dot(vector, vector)));
  }

  private static int dot(byte[] a, byte[] b) {
    int sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
