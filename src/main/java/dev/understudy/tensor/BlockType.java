package dev.understudy.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How values are stored: `elements` of them in a block of `bytes`. `id` is the number GGUF gives
/// the type.
public enum BlockType {
  F32(0, 1, 4, Blocks::f32, Quantizers::f32),
  F16(1, 1, 2, Blocks::f16, Quantizers::f16),
  Q4_0(2, 32, 18, Blocks::q4_0, Quantizers::q4_0),
  Q4_1(3, 32, 20, Blocks::q4_1, Quantizers::q4_1),
  Q5_0(6, 32, 22, Blocks::q5_0, Quantizers::q5_0),
  Q5_1(7, 32, 24, Blocks::q5_1, Quantizers::q5_1),
  Q8_0(8, 32, 34, Blocks::q8_0, Quantizers::q8_0),
  Q4_K(12, 256, 144, Blocks::q4_k, null),
  Q5_K(13, 256, 176, Blocks::q5_k, null),
  Q6_K(14, 256, 210, Blocks::q6_k, null),
  BF16(30, 1, 2, Blocks::bf16, Quantizers::bf16);

  private static final List<BlockType> ALL = List.of(values());

  private final int id;
  private final int elements;
  private final int bytes;
  private final Decoder decoder;
  private final @Nullable Encoder encoder;

  BlockType(int id, int elements, int bytes, Decoder decoder, @Nullable Encoder encoder) {
    this.id = id;
    this.elements = elements;
    this.bytes = bytes;
    this.decoder = decoder;
    this.encoder = encoder;
  }

  /// Turns `blocks` blocks at the start of `raw` into values at the start of `out`.
  @FunctionalInterface
  interface Decoder {
    void decode(byte[] raw, float[] out, int blocks);
  }

  /// Turns `blocks` blocks' worth of values at the start of `values` into blocks at the start of
  /// `out`.
  @FunctionalInterface
  interface Encoder {
    void encode(float[] values, byte[] out, int blocks);
  }

  /// The number GGUF gives it.
  int id() {
    return id;
  }

  /// Values in a block.
  public int elements() {
    return elements;
  }

  /// Bytes of a block.
  public int bytes() {
    return bytes;
  }

  /// Bytes of so many values, which must be whole blocks.
  public long bytes(long values) {
    return values / elements * bytes;
  }

  /// Whether values can be written as this type; the `_K` types are only read.
  public boolean isWritable() {
    return encoder != null;
  }

  /// Whether a block of values shares a scale, so that rows must be whole blocks.
  public boolean isQuantized() {
    return elements > 1;
  }

  void encode(float[] values, byte[] out, int blocks) {
    if (encoder == null) {
      throw new UnsupportedOperationException(name() + " is not written");
    }
    encoder.encode(values, out, blocks);
  }

  void decode(byte[] raw, float[] out, int blocks) {
    decoder.decode(raw, out, blocks);
  }

  static Optional<BlockType> ofId(long id) {
    return ALL.stream().filter(type -> type.id == id).findFirst();
  }

  static String supported() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
  }
}
