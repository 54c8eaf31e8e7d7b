package dev.understudy.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Rotary position embedding in the half-split layout of Hugging Face checkpoints: pair i of a head
/// is elements i and i + headDim/2. Angles: position * theta^(-2i/headDim), RoFormer (Su et al.
/// 2021), eq. 15; where the base's context was stretched, each angle is divided by the pair's
/// factor (see [RopeScaling]).
///
/// @param cos (positions, headDim), float32, both halves equal
/// @param sin (positions, headDim), float32, the first half negated, so that one swap of halves
///   does the rotation
public record Rope(Tensor cos, Tensor sin) implements AutoCloseable {
  /// Tables for positions 0 to `positions` - 1, alive until closed.
  public static Rope of(ModelConfig config, int positions) {
    return of(config, LongStream.range(0, positions).toArray());
  }

  /// A row for each of `positions`, alive until closed.
  public static Rope of(ModelConfig config, long[] positions) {
    Native.load();
    int half = config.headDim() / 2;
    int rows = positions.length;
    Rope rope = new Rope(table(rows, config.headDim()), table(rows, config.headDim()));
    NativeFloats cosines = NativeFloats.of(rope.cos);
    NativeFloats sines = NativeFloats.of(rope.sin);
    double[] frequencies = frequencies(config);
    for (int i = 0; i < half; i++) {
      for (int p = 0; p < rows; p++) {
        long row = (long) p * config.headDim();
        float c = (float) Math.cos(positions[p] * frequencies[i]);
        float s = (float) Math.sin(positions[p] * frequencies[i]);
        cosines.set(row + i, c);
        cosines.set(row + half + i, c);
        sines.set(row + i, -s);
        sines.set(row + half + i, s);
      }
    }
    return rope;
  }

  /// Radians by which pair i turns from one position to the next, (headDim/2).
  static double[] frequencies(ModelConfig config) {
    double[] frequencies = new double[config.headDim() / 2];
    Arrays.setAll(frequencies, i -> Math.pow(config.ropeTheta(), -2.0 * i / config.headDim()));
    List<Double> factors = config.variant().ropeFactors();
    for (int i = 0; i < factors.size(); i++) {
      frequencies[i] /= factors.get(i);
    }
    return frequencies;
  }

  /// Rotates `x`: (…, time, headDim) by `cos` and `sin`: (time, headDim), rows of the tables.
  /// Differentiable.
  public static Tensor rotate(Tensor x, Tensor cos, Tensor sin) {
    long half = x.size(-1) / 2;
    Tensor swapped = torch.roll(x, new long[] {half}, new long[] {-1});
    return x.mul(cos).add(swapped.mul(sin));
  }

  @Override
  public void close() {
    cos.close();
    sin.close();
  }

  private static Tensor table(long positions, long headDim) {
    try (PointerScope scope = new PointerScope()) {
      Tensor table = torch.empty(positions, headDim);
      table.retainReference();
      return table;
    }
  }
}
