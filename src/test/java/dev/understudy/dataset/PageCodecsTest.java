package dev.understudy.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputDecompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// No page is unpacked to more than it claims, or than is allowed.
class PageCodecsTest {
  private final PageCodecs codecs = new PageCodecs();

  private static byte[] bytes(BytesInput input) throws IOException {
    var out = new ByteArrayOutputStream();
    input.writeAllTo(out);
    return out.toByteArray();
  }

  private byte[] packed(CompressionCodecName name, byte[] page) throws IOException {
    return bytes(codecs.getCompressor(name).compress(BytesInput.from(page)));
  }

  @ParameterizedTest
  @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "ZSTD", "GZIP"})
  void whatIsPackedComesBack(CompressionCodecName name) throws IOException {
    byte[] page = new byte[70_000];
    new Random(1).nextBytes(page);
    byte[] packed = packed(name, page);
    BytesInputDecompressor unpack = codecs.getDecompressor(name);
    assertThat(bytes(unpack.decompress(BytesInput.from(packed), page.length))).isEqualTo(page);
    ByteBuffer into = ByteBuffer.allocate(page.length);
    unpack.decompress(ByteBuffer.wrap(packed), packed.length, into, page.length);
    assertThat(into.array()).isEqualTo(page);
  }

  @ParameterizedTest
  @EnumSource(names = {"SNAPPY", "ZSTD", "GZIP"})
  void aPageThatLiesAboutItsSizeIsRefused(CompressionCodecName name) throws IOException {
    BytesInput bomb = BytesInput.from(packed(name, new byte[64 << 20]));
    BytesInputDecompressor unpack = codecs.getDecompressor(name);
    for (int size : new int[] {1000, (64 << 20) + 1, PageCodecs.MOST_BYTES + 1, -1}) {
      assertThatThrownBy(() -> unpack.decompress(bomb, size)).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SNAPPY", "ZSTD", "GZIP"})
  void junkIsRefused(CompressionCodecName name) {
    BytesInput junk = BytesInput.from(new byte[] {9, 8, 7, 6, 5, 4, 3, 2, 1});
    assertThatThrownBy(() -> codecs.getDecompressor(name).decompress(junk, 100))
        .isInstanceOf(IOException.class);
  }

  @Test
  void otherCodecsAreNamed() {
    assertThatThrownBy(() ->
            codecs
                .getDecompressor(CompressionCodecName.BROTLI)
                .decompress(BytesInput.from(new byte[1]), 1))
        .hasMessageContaining("BROTLI is a codec that is not known here");
  }
}
