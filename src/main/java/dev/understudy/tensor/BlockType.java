package dev.understudy.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// How values are stored: `elements` of them in a block of `bytes`. `id` is the number GGUF gives
/// the type.
enum BlockType {
  F32(0, 1, 4, Blocks::f32),
  F16(1, 1, 2, Blocks::f16),
  Q4_0(2, 32, 18, Blocks::q4_0),
  Q4_1(3, 32, 20, Blocks::q4_1),
  Q5_0(6, 32, 22, Blocks::q5_0),
  Q5_1(7, 32, 24, Blocks::q5_1),
  Q8_0(8, 32, 34, Blocks::q8_0),
  Q4_K(12, 256, 144, Blocks::q4_k),
  Q5_K(13, 256, 176, Blocks::q5_k),
  Q6_K(14, 256, 210, Blocks::q6_k),
  BF16(30, 1, 2, Blocks::bf16);

  private static final List<BlockType> ALL = List.of(values());

  private final int id;
  private final int elements;
  private final int bytes;
  private final Decoder decoder;

  BlockType(int id, int elements, int bytes, Decoder decoder) {
    this.id = id;
    this.elements = elements;
    this.bytes = bytes;
    this.decoder = decoder;
  }

  /// Turns `blocks` blocks at the start of `raw` into values at the start of `out`.
  @FunctionalInterface
  interface Decoder {
    void decode(byte[] raw, float[] out, int blocks);
  }

  int elements() {
    return elements;
  }

  int bytes() {
    return bytes;
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
