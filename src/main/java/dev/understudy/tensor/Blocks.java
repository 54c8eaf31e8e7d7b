package dev.understudy.tensor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Decoders of the block formats of ggml (little-endian), each in the order of operations of its
/// reference so that the float32 values are the same to the last bit.
///
/// Blocks of 32 hold one scale `d` (and for the `_1` types a minimum `m`) as float16. Low nibbles
/// are the first 16 values, high nibbles the last 16; the fifth bits of Q5 are one 32-bit word.
/// Blocks of 256 (`_K`) hold sub-blocks of 32 (Q6_K: 16) with scales and minima of their own.
final class Blocks {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private Blocks() {}

  private static float half(byte[] raw, int at) {
    return Float.float16ToFloat((short) SHORT.get(raw, at));
  }

  static void f32(byte[] raw, float[] out, int blocks) {
    ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(out, 0, blocks);
  }

  static void f16(byte[] raw, float[] out, int blocks) {
    for (int i = 0; i < blocks; i++) {
      out[i] = half(raw, 2 * i);
    }
  }

  static void bf16(byte[] raw, float[] out, int blocks) {
    for (int i = 0; i < blocks; i++) {
      out[i] = Float.intBitsToFloat((short) SHORT.get(raw, 2 * i) << 16);
    }
  }

  static void q4_0(byte[] raw, float[] out, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int at = b * 18;
      int to = b * 32;
      float d = half(raw, at);
      for (int i = 0; i < 16; i++) {
        int q = raw[at + 2 + i];
        out[to + i] = d * ((q & 15) - 8);
        out[to + 16 + i] = d * ((q >> 4 & 15) - 8);
      }
    }
  }

  static void q4_1(byte[] raw, float[] out, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int at = b * 20;
      int to = b * 32;
      float d = half(raw, at);
      float m = half(raw, at + 2);
      for (int i = 0; i < 16; i++) {
        int q = raw[at + 4 + i];
        out[to + i] = d * (q & 15) + m;
        out[to + 16 + i] = d * (q >> 4 & 15) + m;
      }
    }
  }

  static void q5_0(byte[] raw, float[] out, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int at = b * 22;
      int to = b * 32;
      float d = half(raw, at);
      int fifth = (int) INT.get(raw, at + 2);
      for (int i = 0; i < 16; i++) {
        int q = raw[at + 6 + i];
        out[to + i] = d * ((q & 15 | (fifth >>> i & 1) << 4) - 16);
        out[to + 16 + i] = d * ((q >> 4 & 15 | (fifth >>> i + 16 & 1) << 4) - 16);
      }
    }
  }

  static void q5_1(byte[] raw, float[] out, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int at = b * 24;
      int to = b * 32;
      float d = half(raw, at);
      float m = half(raw, at + 2);
      int fifth = (int) INT.get(raw, at + 4);
      for (int i = 0; i < 16; i++) {
        int q = raw[at + 8 + i];
        out[to + i] = d * (q & 15 | (fifth >>> i & 1) << 4) + m;
        out[to + 16 + i] = d * (q >> 4 & 15 | (fifth >>> i + 16 & 1) << 4) + m;
      }
    }
  }

  static void q8_0(byte[] raw, float[] out, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int at = b * 34;
      int to = b * 32;
      float d = half(raw, at);
      for (int i = 0; i < 32; i++) {
        out[to + i] = raw[at + 2 + i] * d;
      }
    }
  }

  /// Six-bit scale of sub-block `j` (of 8) from the 12 packed bytes at `at`.
  private static int scale(byte[] raw, int at, int j) {
    return j < 4 ? raw[at + j] & 63 : raw[at + j + 4] & 15 | (raw[at + j - 4] & 0xC0) >> 2;
  }

  /// Six-bit minimum of sub-block `j`; minima follow the scales, hence the other nibble.
  private static int minimum(byte[] raw, int at, int j) {
    return j < 4 ? raw[at + j + 4] & 63 : raw[at + j + 4] >> 4 & 15 | (raw[at + j] & 0xC0) >> 2;
  }

  static void q4_k(byte[] raw, float[] out, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int at = b * 144;
      float d = half(raw, at);
      float dmin = half(raw, at + 2);
      for (int j = 0; j < 8; j++) {
        float scale = d * scale(raw, at + 4, j);
        float minimum = dmin * minimum(raw, at + 4, j);
        int from = at + 16 + (j >> 1) * 32;
        int to = b * 256 + j * 32;
        int shift = (j & 1) * 4;
        for (int i = 0; i < 32; i++) {
          out[to + i] = scale * (raw[from + i] >> shift & 15) - minimum;
        }
      }
    }
  }

  static void q5_k(byte[] raw, float[] out, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int at = b * 176;
      float d = half(raw, at);
      float dmin = half(raw, at + 2);
      for (int j = 0; j < 8; j++) {
        float scale = d * scale(raw, at + 4, j);
        float minimum = dmin * minimum(raw, at + 4, j);
        int fifth = at + 16;
        int from = at + 48 + (j >> 1) * 32;
        int to = b * 256 + j * 32;
        int shift = (j & 1) * 4;
        for (int i = 0; i < 32; i++) {
          int q = raw[from + i] >> shift & 15 | (raw[fifth + i] >> j & 1) << 4;
          out[to + i] = scale * q - minimum;
        }
      }
    }
  }

  static void q6_k(byte[] raw, float[] out, int blocks) {
    for (int b = 0; b < blocks; b++) {
      int at = b * 210;
      float d = half(raw, at + 208);
      for (int j = 0; j < 16; j++) {
        // Sub-blocks of 16. Half (j >> 3) of the block; quarter of it selects nibble and bit pair.
        int half = j >> 3;
        int quarter = j >> 1 & 3;
        int column = (j & 1) * 16;
        int low = at + half * 64 + (quarter & 1) * 32 + column;
        int high = at + 128 + half * 32 + column;
        int lowShift = quarter >> 1 << 2;
        float scale = d * raw[at + 192 + j];
        int to = b * 256 + j * 16;
        for (int i = 0; i < 16; i++) {
          int q = raw[low + i] >> lowShift & 15 | (raw[high + i] >> 2 * quarter & 3) << 4;
          out[to + i] = scale * (q - 32);
        }
      }
    }
  }
}
