package dev.understudy.dataset;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/// How pages of Parquet files are packed. The library's own codecs call what Java is about to take
/// away, and believe whatever size a page claims to have: here none is unpacked to more than
/// [#MOST_BYTES], or to another size than it claims.
final class PageCodecs implements CompressionCodecFactory {
  static final int MOST_BYTES = 256 << 20;

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName name) {
    return new Packing(name);
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
    return new Unpacking(name);
  }

  @Override
  public void release() {}

  private record Packing(CompressionCodecName name) implements BytesInputCompressor {
    @Override
    public BytesInput compress(BytesInput page) throws IOException {
      return switch (name) {
        case UNCOMPRESSED -> page;
        case SNAPPY -> BytesInput.from(Snappy.compress(bytes(page)));
        case ZSTD -> BytesInput.from(Zstd.compress(bytes(page)));
        case GZIP -> BytesInput.from(gzip(page));
        default -> throw unknown(name);
      };
    }

    private static byte[] gzip(BytesInput page) throws IOException {
      var packed = new ByteArrayOutputStream();
      try (var out = new GZIPOutputStream(packed)) {
        page.writeAllTo(out);
      }
      return packed.toByteArray();
    }

    @Override
    public CompressionCodecName getCodecName() {
      return name;
    }

    @Override
    public void release() {}
  }

  private record Unpacking(CompressionCodecName name) implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput page, int size) throws IOException {
      return name == CompressionCodecName.UNCOMPRESSED
          ? page
          : BytesInput.from(unpacked(bytes(page), size));
    }

    @Override
    public void decompress(ByteBuffer page, int packedSize, ByteBuffer into, int size)
        throws IOException {
      byte[] packed = new byte[packedSize];
      page.get(packed);
      into.put(name == CompressionCodecName.UNCOMPRESSED ? packed : unpacked(packed, size));
    }

    private byte[] unpacked(byte[] packed, int size) throws IOException {
      if (size < 0 || size > MOST_BYTES) {
        throw new IOException("a page claims to have %,d bytes".formatted(size));
      }
      byte[] page =
          switch (name) {
            case SNAPPY -> snappy(packed, size);
            case ZSTD -> zstd(packed, size);
            case GZIP -> gzip(packed, size);
            default -> throw unknown(name);
          };
      if (page.length != size) {
        throw new IOException(
            "a page claims to have %,d bytes and has %,d".formatted(size, page.length));
      }
      return page;
    }

    private static byte[] snappy(byte[] packed, int size) throws IOException {
      // What it says of its size is checked before room is made for it.
      return Snappy.uncompressedLength(packed) == size ? Snappy.uncompress(packed) : new byte[0];
    }

    private static byte[] zstd(byte[] packed, int size) throws IOException {
      byte[] page = new byte[size];
      try {
        return Zstd.decompress(page, packed) == size ? page : new byte[0];
      } catch (ZstdException e) {
        throw new IOException("a page is no whole Zstandard frame: " + e.getMessage(), e);
      }
    }

    private static byte[] gzip(byte[] packed, int size) throws IOException {
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
        return in.readNBytes(size + 1);
      }
    }

    @Override
    public void release() {}
  }

  private static byte[] bytes(BytesInput page) throws IOException {
    var bytes = new ByteArrayOutputStream(Math.toIntExact(page.size()));
    page.writeAllTo(bytes);
    return bytes.toByteArray();
  }

  private static IOException unknown(CompressionCodecName name) {
    return new IOException(
        name + " is a codec that is not known here; write the file with snappy, zstd or gzip");
  }
}
