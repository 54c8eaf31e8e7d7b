package dev.understudy.tensor;

/// How values are written.
public enum DataType {
  F32(4),
  F16(2),
  BF16(2);

  private final int bytes;

  DataType(int bytes) {
    this.bytes = bytes;
  }

  /// Bytes of one value.
  public int bytes() {
    return bytes;
  }

  /// The 16 bits of a value in a two-byte type, rounded to the nearest, ties to even.
  short halve(float value) {
    if (this == F16) {
      return Float.floatToFloat16(value);
    }
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      // Rounding could carry a NaN's low bits away and leave an infinity.
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
  }
}
