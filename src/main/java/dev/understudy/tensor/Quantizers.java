package dev.understudy.tensor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Encoders of the block formats of ggml (little-endian), with the rounding of its reference: the
/// same bytes as its Python package writes. The counterpart of [Blocks], which tells the layouts.
///
/// All arithmetic is float32 without fused multiply-add, and scales are taken in float32 before
/// they are rounded to float16.
final class Quantizers {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int BLOCK = 32;

  private Quantizers() {}

  static void f32(float[] values, byte[] out, int blocks) {
    ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values, 0, blocks);
  }

  static void f16(float[] values, byte[] out, int blocks) {
    halves(DataType.F16, values, out, blocks);
  }

  static void bf16(float[] values, byte[] out, int blocks) {
    halves(DataType.BF16, values, out, blocks);
  }

  private static void halves(DataType type, float[] values, byte[] out, int count) {
    for (int i = 0; i < count; i++) {
      SHORT.set(out, 2 * i, type.halve(values[i]));
    }
  }

  /// Signed bytes from -127 to 127, halves rounded away from zero.
  static void q8_0(float[] values, byte[] out, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int from = b * BLOCK;
      int at = b * 34;
      float d = Math.abs(largest(values, from)) / 127;
      float inverse = inverse(d);
      half(out, at, d);
      for (int i = 0; i < BLOCK; i++) {
        float scaled = values[from + i] * inverse;
        float size = Math.abs(scaled);
        float floor = (float) Math.floor(size);
        int q = (int) (floor + (float) Math.floor(2 * (size - floor)));
        out[at + 2 + i] = (byte) (scaled < 0 ? -q : q);
      }
    }
  }

  static void q4_0(float[] values, byte[] out, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int from = b * BLOCK;
      int at = b * 18;
      // The value farthest from zero gets the end of the scale that has one step more.
      float d = largest(values, from) / -8;
      float inverse = inverse(d);
      half(out, at, d);
      for (int i = 0; i < 16; i++) {
        int low = centred(values[from + i], inverse, 8);
        int high = centred(values[from + 16 + i], inverse, 8);
        out[at + 2 + i] = (byte) (low | high << 4);
      }
    }
  }

  static void q4_1(float[] values, byte[] out, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int from = b * BLOCK;
      int at = b * 20;
      float min = smallest(values, from);
      float d = (highest(values, from) - min) / 15;
      float inverse = inverse(d);
      half(out, at, d);
      half(out, at + 2, min);
      for (int i = 0; i < 16; i++) {
        int low = above(values[from + i], min, inverse, 15);
        int high = above(values[from + 16 + i], min, inverse, 15);
        out[at + 4 + i] = (byte) (low | high << 4);
      }
    }
  }

  static void q5_0(float[] values, byte[] out, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int from = b * BLOCK;
      int at = b * 22;
      float d = largest(values, from) / -16;
      float inverse = inverse(d);
      half(out, at, d);
      int fifth = 0;
      for (int i = 0; i < 16; i++) {
        int low = centred(values[from + i], inverse, 16);
        int high = centred(values[from + 16 + i], inverse, 16);
        out[at + 6 + i] = (byte) (low & 15 | (high & 15) << 4);
        fifth |= low >> 4 << i | high >> 4 << i + 16;
      }
      INT.set(out, at + 2, fifth);
    }
  }

  static void q5_1(float[] values, byte[] out, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int from = b * BLOCK;
      int at = b * 24;
      float min = smallest(values, from);
      float d = (highest(values, from) - min) / 31;
      float inverse = inverse(d);
      half(out, at, d);
      half(out, at + 2, min);
      int fifth = 0;
      for (int i = 0; i < 16; i++) {
        int low = above(values[from + i], min, inverse, 31);
        int high = above(values[from + 16 + i], min, inverse, 31);
        out[at + 8 + i] = (byte) (low & 15 | (high & 15) << 4);
        fifth |= low >> 4 << i | high >> 4 << i + 16;
      }
      INT.set(out, at + 4, fifth);
    }
  }

  /// Steps of a scale of 2 `half` steps whose middle is zero.
  private static int centred(float value, float inverse, int half) {
    float scaled = value * inverse;
    return Math.clamp((int) (scaled + (half + 0.5f)), 0, 2 * half - 1);
  }

  /// Steps above the minimum.
  private static int above(float value, float min, float inverse, int most) {
    float scaled = (value - min) * inverse;
    return Math.clamp((int) (scaled + 0.5f), 0, most);
  }

  private static float inverse(float d) {
    return d == 0 ? 0 : 1 / d;
  }

  private static void half(byte[] out, int at, float value) {
    SHORT.set(out, at, Float.floatToFloat16(value));
  }

  /// The first value farthest from zero, with its sign.
  private static float largest(float[] values, int from) {
    float largest = 0;
    for (int i = from; i < from + BLOCK; i++) {
      if (Math.abs(values[i]) > Math.abs(largest)) {
        largest = values[i];
      }
    }
    return largest;
  }

  private static float smallest(float[] values, int from) {
    float smallest = values[from];
    for (int i = from + 1; i < from + BLOCK; i++) {
      smallest = Math.min(smallest, values[i]);
    }
    return smallest;
  }

  private static float highest(float[] values, int from) {
    float highest = values[from];
    for (int i = from + 1; i < from + BLOCK; i++) {
      highest = Math.max(highest, values[i]);
    }
    return highest;
  }
}
