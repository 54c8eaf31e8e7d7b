package dev.understudy.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

/// Decodes a whole tensor from its mapping into float32, on all cores when it is large.
final class Decoding {
  /// Elements decoded at a time: both buffers stay in the first-level cache.
  private static final int CHUNK = 4096;

  private static final long LARGE = 1 << 17;

  private Decoding() {}

  static void decode(BlockType type, MemorySegment raw, long elements, MemorySegment target) {
    if (target.byteSize() != 4 * elements) {
      throw new IllegalArgumentException(
          "target holds " + target.byteSize() + " bytes, the tensor needs " + 4 * elements);
    }
    boolean shared = target.isAccessibleBy(Thread.ofPlatform().unstarted(() -> {}));
    int workers = elements < LARGE || !shared ? 1 : Runtime.getRuntime().availableProcessors();
    if (workers == 1) {
      decodeEvery(type, raw, elements, target, 0, 1);
    } else {
      IntStream.range(0, workers)
          .parallel()
          .forEach(worker -> decodeEvery(type, raw, elements, target, worker, workers));
    }
  }

  /// Chunks `first`, `first + step`, …
  private static void decodeEvery(
      BlockType type, MemorySegment raw, long elements, MemorySegment target, int first, int step) {
    byte[] bytes = new byte[CHUNK / type.elements() * type.bytes()];
    float[] values = new float[CHUNK];
    long chunks = Math.ceilDiv(elements, CHUNK);
    for (long chunk = first; chunk < chunks; chunk += step) {
      long from = chunk * CHUNK;
      int count = (int) Math.min(CHUNK, elements - from);
      int blocks = count / type.elements();
      MemorySegment.copy(
          raw,
          ValueLayout.JAVA_BYTE,
          from / type.elements() * type.bytes(),
          bytes,
          0,
          blocks * type.bytes());
      type.decode(bytes, values, blocks);
      MemorySegment.copy(values, 0, target, ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * from, count);
    }
  }
}
