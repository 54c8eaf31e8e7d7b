package dev.understudy.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntPredicate;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The arithmetic of decoding with the Vector API, float32.
///
/// Every output is summed in one fixed order, whatever else is computed beside it: a row of a batch
/// gets bit for bit what it would get alone, on one thread or on many. For the same reason sums
/// over lanes are written out here: `reduceLanes` may differ in the last bit before and after
/// compilation. Products come in three shapes, each written out for the compiler; that is most of
/// the file's length.
final class Kernels {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = S.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  // Weight rows that are used for all inputs before the next are fetched: they stay in the
  // first-level cache.
  private static final int BLOCK_FLOATS = 9000;

  private static final VectorShuffle<Float> SWAP_HALVES = swap(LANES / 2);
  private static final VectorShuffle<Float> SWAP_QUARTERS = swap(LANES / 4);
  private static final VectorShuffle<Float> SWAP_2 = swap(2);
  private static final VectorShuffle<Float> SWAP_1 = swap(1);
  private static final VectorMask<Float> HIGH_HALF = lanes(i -> i >= LANES / 2);
  private static final VectorMask<Float> ODD_QUARTERS = lanes(i -> i / (LANES / 4) % 2 == 1);
  private static final VectorMask<Float> FIRST_4 = lanes(i -> i < 4);
  // From the first lanes of the quarters, in which `sums` leaves a, c, b, d.
  private static final VectorShuffle<Float> PICK =
      VectorShuffle.fromOp(S, i -> i % 4 / 2 * (LANES / 4) + i % 2 * (LANES / 2));

  private Kernels() {}

  /// A weight matrix in native memory, (rows, columns).
  record Matrix(MemorySegment data, int rows, int columns) {}

  /// y\[m]\[r] = W\[r] . x\[m] (or += with `add`) for rows `from` to `to` of W and `count` inputs.
  /// Input m starts at x\[m * xStride], output m at y\[m * yStride].
  static void multiply(
      Matrix w,
      int from,
      int to,
      float[] x,
      int xStride,
      int count,
      float[] y,
      int yStride,
      boolean add) {
    boolean tiles = w.columns % LANES == 0;
    int block = Math.max(4, BLOCK_FLOATS / w.columns / 4 * 4);
    for (int start = from; start < to; start += block) {
      int end = Math.min(to, start + block);
      int tiled = tiles ? start + (end - start) / 4 * 4 : start;
      int m = 0;
      for (; m + 1 < count; m += 2) {
        for (int r = start; r < tiled; r += 4) {
          fourByTwo(w, r, x, m * xStride, xStride, y, m * yStride + r, yStride, add);
        }
      }
      for (int r = start; m < count && r < tiled; r += 4) {
        fourByOne(w, r, x, m * xStride, y, m * yStride + r, add);
      }
      for (int r = tiled; r < end; r++) {
        for (m = 0; m < count; m++) {
          one(w, r, x, m * xStride, y, m * yStride + r, add);
        }
      }
    }
  }

  /// Copies one row of `w` to `out` from `at` on.
  static void copy(Matrix w, int row, float[] out, int at) {
    MemorySegment.copy(w.data, FLOAT, 4L * row * w.columns, out, at, w.columns);
  }

  private static void one(Matrix w, int row, float[] x, int xAt, float[] y, int yAt, boolean add) {
    int k = w.columns;
    int whole = S.loopBound(k);
    long o = 4L * row * k;
    FloatVector sum = FloatVector.zero(S);
    for (int i = 0; i < whole; i += LANES) {
      sum = weights(w.data, o + 4L * i).fma(FloatVector.fromArray(S, x, xAt + i), sum);
    }
    put(y, yAt, add, sum(sum) + tail(w, row, x, xAt, whole));
  }

  private static void fourByOne(
      Matrix w, int row, float[] x, int xAt, float[] y, int yAt, boolean add) {
    MemorySegment data = w.data;
    int k = w.columns;
    long step = 4L * k;
    long o = row * step;
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    for (int i = 0; i < k; i += LANES) {
      long at = o + 4L * i;
      FloatVector in = FloatVector.fromArray(S, x, xAt + i);
      a = weights(data, at).fma(in, a);
      b = weights(data, at + step).fma(in, b);
      c = weights(data, at + 2 * step).fma(in, c);
      d = weights(data, at + 3 * step).fma(in, d);
    }
    put(y, yAt, add, sums(a, b, c, d));
  }

  private static void fourByTwo(
      Matrix w,
      int row,
      float[] x,
      int xAt,
      int xStride,
      float[] y,
      int yAt,
      int yStride,
      boolean add) {
    MemorySegment data = w.data;
    int k = w.columns;
    int xAt2 = xAt + xStride;
    long step = 4L * k;
    long o = row * step;
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    FloatVector e = a;
    FloatVector f = a;
    FloatVector g = a;
    FloatVector h = a;
    for (int i = 0; i < k; i += LANES) {
      long at = o + 4L * i;
      FloatVector in = FloatVector.fromArray(S, x, xAt + i);
      FloatVector in2 = FloatVector.fromArray(S, x, xAt2 + i);
      FloatVector w0 = weights(data, at);
      a = w0.fma(in, a);
      e = w0.fma(in2, e);
      FloatVector w1 = weights(data, at + step);
      b = w1.fma(in, b);
      f = w1.fma(in2, f);
      FloatVector w2 = weights(data, at + 2 * step);
      c = w2.fma(in, c);
      g = w2.fma(in2, g);
      FloatVector w3 = weights(data, at + 3 * step);
      d = w3.fma(in, d);
      h = w3.fma(in2, h);
    }
    put(y, yAt, add, sums(a, b, c, d));
    put(y, yAt + yStride, add, sums(e, f, g, h));
  }

  private static FloatVector weights(MemorySegment data, long offset) {
    return FloatVector.fromMemorySegment(S, data, offset, ORDER);
  }

  private static float tail(Matrix w, int row, float[] x, int xAt, int from) {
    float sum = 0;
    for (int i = from; i < w.columns; i++) {
      sum += w.data.get(FLOAT, 4 * ((long) row * w.columns + i)) * x[xAt + i];
    }
    return sum;
  }

  private static void put(float[] y, int at, boolean add, float value) {
    y[at] = add ? y[at] + value : value;
  }

  private static void put(float[] y, int at, boolean add, FloatVector four) {
    FloatVector out = add ? four.add(FloatVector.fromArray(S, y, at, FIRST_4)) : four;
    out.intoArray(y, at, FIRST_4);
  }

  /// y\[to + i] += x\[at + i] for i below `n`.
  static void add(float[] x, int at, float[] y, int to, int n) {
    for (int i = 0; i < n; i++) {
      y[to + i] += x[at + i];
    }
  }

  /// out\[o + i] = x\[at + i] / sqrt(mean(x^2) + epsilon) * scale\[i] for i below `n` (Zhang and
  /// Sennrich 2019). `out` may be `x` itself, at the same place.
  static void rmsNorm(float[] x, int at, float[] scale, int n, float epsilon, float[] out, int o) {
    float mean = dot(x, at, x, at, n) / n;
    float inverse = (float) (1 / Math.sqrt(mean + epsilon));
    int whole = S.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector v = FloatVector.fromArray(S, x, at + i).mul(inverse);
      v.mul(FloatVector.fromArray(S, scale, i)).intoArray(out, o + i);
    }
    for (int i = whole; i < n; i++) {
      out[o + i] = x[at + i] * inverse * scale[i];
    }
  }

  /// gate\[g + i] = silu(gate\[g + i]) * up\[u + i] for i below `n`; silu(x) = x / (1 + e^-x).
  static void siluTimes(float[] gate, int g, float[] up, int u, int n) {
    int whole = S.loopBound(n);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector x = FloatVector.fromArray(S, gate, g + i);
      silu(x).mul(FloatVector.fromArray(S, up, u + i)).intoArray(gate, g + i);
    }
    if (whole < n) {
      // Not element by element: the result must not depend on where a loop was cut in parts.
      VectorMask<Float> rest = S.indexInRange(whole, n);
      FloatVector x = FloatVector.fromArray(S, gate, g + whole, rest);
      FloatVector out = silu(x).mul(FloatVector.fromArray(S, up, u + whole, rest));
      out.intoArray(gate, g + whole, rest);
    }
  }

  private static FloatVector silu(FloatVector x) {
    return x.div(Exp.of(x.neg()).add(1));
  }

  /// Rotates one head at x\[o] in place by a row of the half-split tables (see [Rope]): `angles`
  /// holds headDim/2 cosines, then as many sines, from `at` on.
  static void rotate(float[] x, int o, int headDim, float[] angles, int at) {
    int half = headDim / 2;
    for (int i = 0; i < half; i++) {
      float a = x[o + i];
      float b = x[o + half + i];
      float cos = angles[at + i];
      float sin = angles[at + half + i];
      x[o + i] = a * cos - b * sin;
      x[o + half + i] = b * cos + a * sin;
    }
  }

  /// One query against `length` positions: out\[outAt..] = softmax(q . k / sqrt(headDim)) v.
  /// Position t of keys and values starts at offset + t * stride. `scores` is scratch of at least
  /// `length`.
  static void attend(
      float[] q,
      int qAt,
      float[] keys,
      float[] values,
      int offset,
      int stride,
      int length,
      int headDim,
      float[] scores,
      float[] out,
      int outAt) {
    similarities(q, qAt, keys, offset, stride, length, headDim, scores);
    float inverse = 1 / exponentials(scores, length, max(scores, length));
    int d = 0;
    for (; d + 4 * LANES <= headDim; d += 4 * LANES) {
      blendFour(scores, inverse, values, offset + d, stride, length, out, outAt + d);
    }
    for (; d + LANES <= headDim; d += LANES) {
      FloatVector sum = FloatVector.zero(S);
      int at = offset + d;
      for (int t = 0; t < length; t++, at += stride) {
        sum = FloatVector.fromArray(S, values, at).fma(FloatVector.broadcast(S, scores[t]), sum);
      }
      sum.mul(inverse).intoArray(out, outAt + d);
    }
    for (; d < headDim; d++) {
      float sum = 0;
      for (int t = 0; t < length; t++) {
        sum += values[offset + t * stride + d] * scores[t];
      }
      out[outAt + d] = sum * inverse;
    }
  }

  /// scores\[t] = q . k\[t] / sqrt(headDim)
  private static void similarities(
      float[] q,
      int qAt,
      float[] keys,
      int offset,
      int stride,
      int length,
      int headDim,
      float[] scores) {
    float scale = (float) (1 / Math.sqrt(headDim));
    int t = 0;
    if (headDim % LANES == 0) {
      for (; t + 4 <= length; t += 4) {
        fourDots(q, qAt, keys, offset + t * stride, stride, headDim)
            .mul(scale)
            .intoArray(scores, t, FIRST_4);
      }
    }
    for (; t < length; t++) {
      scores[t] = dot(q, qAt, keys, offset + t * stride, headDim) * scale;
    }
  }

  private static FloatVector fourDots(
      float[] q, int qAt, float[] keys, int at, int stride, int headDim) {
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    for (int i = 0; i < headDim; i += LANES) {
      FloatVector in = FloatVector.fromArray(S, q, qAt + i);
      a = FloatVector.fromArray(S, keys, at + i).fma(in, a);
      b = FloatVector.fromArray(S, keys, at + stride + i).fma(in, b);
      c = FloatVector.fromArray(S, keys, at + 2 * stride + i).fma(in, c);
      d = FloatVector.fromArray(S, keys, at + 3 * stride + i).fma(in, d);
    }
    return sums(a, b, c, d);
  }

  /// out = sum of scores\[t] v\[t] * factor, four vectors wide: as many sums run beside each other.
  private static void blendFour(
      float[] scores,
      float factor,
      float[] values,
      int offset,
      int stride,
      int length,
      float[] out,
      int outAt) {
    FloatVector a = FloatVector.zero(S);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    for (int t = 0; t < length; t++) {
      FloatVector score = FloatVector.broadcast(S, scores[t]);
      int at = offset + t * stride;
      a = FloatVector.fromArray(S, values, at).fma(score, a);
      b = FloatVector.fromArray(S, values, at + LANES).fma(score, b);
      c = FloatVector.fromArray(S, values, at + 2 * LANES).fma(score, c);
      d = FloatVector.fromArray(S, values, at + 3 * LANES).fma(score, d);
    }
    a.mul(factor).intoArray(out, outAt);
    b.mul(factor).intoArray(out, outAt + LANES);
    c.mul(factor).intoArray(out, outAt + 2 * LANES);
    d.mul(factor).intoArray(out, outAt + 3 * LANES);
  }

  /// x\[i] = e^(x\[i] - max) for i below `n`; returns their sum. `x` has room for [#padded(int)] of
  /// `n`.
  static float exponentials(float[] x, int n, float max) {
    Arrays.fill(x, n, padded(n), Float.NEGATIVE_INFINITY);
    FloatVector sums = FloatVector.zero(S);
    for (int i = 0; i < n; i += LANES) {
      FloatVector e = Exp.of(FloatVector.fromArray(S, x, i).sub(max));
      e.intoArray(x, i);
      sums = sums.add(e);
    }
    return sum(sums);
  }

  /// `n` rounded up to whole vectors.
  static int padded(int n) {
    return S.loopBound(n + LANES - 1);
  }

  static float max(float[] x, int n) {
    int whole = S.loopBound(n);
    FloatVector most = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < whole; i += LANES) {
      most = most.max(FloatVector.fromArray(S, x, i));
    }
    float max = most.reduceLanes(VectorOperators.MAX);
    for (int i = whole; i < n; i++) {
      max = Math.max(max, x[i]);
    }
    return max;
  }

  static float dot(float[] a, int aAt, float[] b, int bAt, int n) {
    int whole = S.loopBound(n);
    FloatVector sum = FloatVector.zero(S);
    for (int i = 0; i < whole; i += LANES) {
      sum = FloatVector.fromArray(S, a, aAt + i).fma(FloatVector.fromArray(S, b, bAt + i), sum);
    }
    float total = sum(sum);
    for (int i = whole; i < n; i++) {
      total += a[aAt + i] * b[bAt + i];
    }
    return total;
  }

  /// The sum of all lanes: halves onto halves.
  private static float sum(FloatVector v) {
    FloatVector s = v.add(v.rearrange(SWAP_HALVES));
    s = s.add(s.rearrange(SWAP_QUARTERS));
    return fold(s).lane(0);
  }

  /// The sums of all lanes of each, in the first four lanes, added in the same order as in [#sum].
  private static FloatVector sums(FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
    FloatVector ab = a.blend(b, HIGH_HALF).add(b.blend(a, HIGH_HALF).rearrange(SWAP_HALVES));
    FloatVector cd = c.blend(d, HIGH_HALF).add(d.blend(c, HIGH_HALF).rearrange(SWAP_HALVES));
    FloatVector all =
        ab.blend(cd, ODD_QUARTERS).add(cd.blend(ab, ODD_QUARTERS).rearrange(SWAP_QUARTERS));
    return fold(all).rearrange(PICK);
  }

  /// Sums within quarters of a vector, each in its first lane.
  private static FloatVector fold(FloatVector v) {
    FloatVector s = v;
    if (LANES >= 16) {
      s = s.add(s.rearrange(SWAP_2));
    }
    if (LANES >= 8) {
      s = s.add(s.rearrange(SWAP_1));
    }
    return s;
  }

  private static VectorShuffle<Float> swap(int distance) {
    return VectorShuffle.fromOp(S, i -> i ^ (distance % LANES));
  }

  private static VectorMask<Float> lanes(IntPredicate which) {
    boolean[] bits = new boolean[LANES];
    for (int i = 0; i < LANES; i++) {
      bits[i] = which.test(i);
    }
    return VectorMask.fromArray(S, bits, 0);
  }
}
