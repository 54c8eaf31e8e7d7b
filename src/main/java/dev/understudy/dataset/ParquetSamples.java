package dev.understudy.dataset;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/// Samples as Parquet.
final class ParquetSamples implements SampleWriter {
  /// What is held before it is written: small, since two files are written at once.
  private static final long ROW_GROUP = 8L << 20;

  private final ParquetWriter<Sample> writer;

  ParquetSamples(OutputStream out) throws IOException {
    writer =
        new Builder(new CountedFile(out))
            .withConf(new PlainParquetConfiguration())
            .withCodecFactory(new PageCodecs())
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .withRowGroupSize(ROW_GROUP)
            .build();
  }

  @Override
  public void write(Sample sample) throws IOException {
    writer.write(sample);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static final class Builder extends ParquetWriter.Builder<Sample, Builder> {
    Builder(OutputFile file) {
      super(file);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // abstract there still
    protected WriteSupport<Sample> getWriteSupport(Configuration conf) {
      return new ParquetRows();
    }

    @Override
    protected WriteSupport<Sample> getWriteSupport(ParquetConfiguration conf) {
      return new ParquetRows();
    }
  }
}
