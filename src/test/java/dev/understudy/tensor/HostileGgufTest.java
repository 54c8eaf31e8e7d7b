package dev.understudy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.understudy.problem.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HostileGgufTest {
  private static final int TEXT = 8;
  private static final int ARRAY = 9;
  private static final long HUGE = 1L << 62;

  @TempDir Path folder;

  private static GgufBytes entry(String key, int type) {
    return GgufBytes.header(3, 0, 1).text(key).u32(type);
  }

  private static GgufBytes one(int type, long offset, long... dimensions) {
    return GgufBytes.header(3, 1, 0).tensor("w", type, offset, dimensions).align().values(128);
  }

  private static GgufBytes two(String second, long offset) {
    return GgufBytes.header(3, 2, 0)
        .tensor("a", 0, 0, 16)
        .tensor(second, 0, offset, 16)
        .align()
        .values(128);
  }

  static Stream<Arguments> files() {
    return Stream.of(
        arguments("empty", new GgufBytes(), "byte 0: the magic number needs 4 bytes"),
        arguments("another format", new GgufBytes().u32(0x04034B50).values(99), "not a GGUF file"),
        arguments("version 1", GgufBytes.header(1, 0, 0), "byte 4: has GGUF version 1"),
        arguments("big-endian", GgufBytes.header(0x03000000, 0, 0), "big-endian"),
        arguments("ends in header", new GgufBytes().u32(0x46554747).u32(3).u64(0), "byte 16"),
        arguments("negative tensors", GgufBytes.header(3, -1, 0), "byte 8: the number of tensors"),
        arguments("absurd tensors", GgufBytes.header(3, 1 << 20, 0).values(64), "at most"),
        arguments("absurd entries", GgufBytes.header(3, 0, HUGE).values(64), "byte 16"),
        arguments("key too long", GgufBytes.header(3, 0, 1).u64(HUGE).values(9), "byte 24"),
        arguments(
            "text past end",
            entry("k", TEXT).u64(1000).values(9),
            "byte 37: the value of k: a count of 1000"),
        arguments("text not UTF-8", entry("k", TEXT).u64(2).u8(0xC3).u8(0x28), "not UTF-8"),
        arguments("unknown value type", entry("k", 13).values(8), "unknown type 13"),
        arguments(
            "array past end",
            entry("k", ARRAY).u32(4).u64(1 << 20).values(40),
            "at most 12 can be"),
        arguments("array of arrays", entry("k", ARRAY).u32(ARRAY).u64(1).values(40), "of arrays"),
        arguments("odd truth value", entry("k", 7).u8(2), "truth value of 2"),
        arguments("unsigned too large", entry("k", 10).u64(-1), "too large"),
        arguments("odd alignment", entry("general.alignment", 4).u32(24), "not a power of two"),
        arguments("text alignment", entry("general.alignment", TEXT).text("32"), "general.alig"),
        arguments(
            "key twice",
            GgufBytes.header(3, 0, 2).text("k").u32(4).u32(1).text("k").u32(4).u32(2),
            "byte 41: metadata k is given twice"),
        arguments("no dimensions", one(0, 0), "tensor w: has 0 dimensions"),
        arguments("five dimensions", one(0, 0, 1, 1, 1, 1, 1), "has 5 dimensions"),
        arguments("zero dimension", one(0, 0, 0), "dimension of 0"),
        arguments("negative dimension", one(0, 0, -4), "a dimension of tensor w"),
        arguments("product overflows", one(0, 0, 1L << 31, 1L << 31, 4), "dimension of"),
        arguments("more than the file", one(0, 0, 1L << 40), "more than the file can hold"),
        arguments("a little too long", one(0, 0, 33), "tensor w: ends at byte"),
        arguments("offset past end", one(0, HUGE, 16), "the offset of tensor w"),
        arguments("offset unaligned", one(0, 4, 16), "not a multiple of 32"),
        arguments("rows of broken blocks", one(2, 0, 31), "not whole blocks of 32"),
        arguments("unknown tensor type", one(99, 0, 16), "unknown type number 99"),
        arguments("unsupported type Q2_K", one(10, 0, 256), "unknown type number 10"),
        arguments("tensor twice", two("a", 64), "tensor a: is given twice"),
        arguments("overlap", two("b", 32), "overlaps tensor a"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void isRefusedWithPlaceAndReason(String name, GgufBytes bytes, String reason) {
    Path path = folder.resolve("bad.gguf");
    bytes.write(path);
    assertThatThrownBy(() -> Gguf.open(path))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining(reason);
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(Golden.path("gguf_blocks.gguf"));
    Path path = folder.resolve("cut.gguf");
    for (int length = 0; length < whole.length - 32; length += 61) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Gguf.open(path))
          .as("%d bytes", length)
          .isInstanceOf(UserException.class);
    }
  }

  /// Whatever a few altered bytes do, they end in a refusal or in values, never in another
  /// exception.
  @Test
  void alteredBytesNeverDoMoreThanARefusal() throws IOException {
    byte[] whole = Files.readAllBytes(Golden.path("gguf_blocks.gguf"));
    Path path = folder.resolve("altered.gguf");
    Random random = new Random(3);
    int refused = 0;
    for (int round = 0; round < 2000; round++) {
      byte[] altered = whole.clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        altered[random.nextInt(900)] = (byte) random.nextInt(256);
      }
      Files.write(path, altered);
      try (Gguf gguf = Gguf.open(path)) {
        gguf.tensors().keySet().forEach(tensor -> Golden.floats(gguf, tensor));
      } catch (UserException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(500, 1999);
  }
}
