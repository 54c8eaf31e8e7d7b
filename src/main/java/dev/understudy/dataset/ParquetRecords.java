package dev.understudy.dataset;

import dev.understudy.problem.UserException;
import dev.understudy.store.Failures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/// The rows of a Parquet file, of which only the columns that are understood are read.
final class ParquetRecords implements RecordSource {
  /// A row group is held whole: one of more bytes is refused before it is read.
  private static final long MOST_HELD = 512L << 20;

  private final Path file;
  private final long size;
  private final long rows;
  private final ParquetReader<Group> reader;
  private long number;

  private ParquetRecords(Path file, long size, long rows, ParquetReader<Group> reader) {
    this.file = file;
    this.size = size;
    this.rows = rows;
    this.reader = reader;
  }

  static ParquetRecords open(Path file) {
    try {
      InputFile in = new LocalInputFile(file);
      ParquetMetadata footer = footer(in);
      MessageType schema = ParquetColumns.known(footer.getFileMetaData().getSchema());
      if (schema.getFieldCount() == 0) {
        throw new UserException(
            file.toString(),
            "has none of the columns that are read: " + String.join(", ", ParquetColumns.KNOWN),
            "It has " + footer.getFileMetaData().getSchema().getFields() + ".");
      }
      footer.getBlocks().forEach(block -> check(file, block, schema));
      long rows = footer.getBlocks().stream().mapToLong(BlockMetaData::getRowCount).sum();
      return new ParquetRecords(file, in.getLength(), rows, reader(in, schema));
    } catch (IOException e) {
      throw Failures.reading(file, e);
    } catch (UserException e) {
      throw e;
    } catch (RuntimeException e) {
      throw broken(file, e);
    }
  }

  private static ParquetReader<Group> reader(InputFile in, MessageType schema) throws IOException {
    return new Builder(in, schema).withCodecFactory(new PageCodecs()).build();
  }

  private static ParquetMetadata footer(InputFile in) throws IOException {
    try (ParquetFileReader opened = ParquetFileReader.open(in)) {
      return opened.getFooter();
    }
  }

  private static void check(Path file, BlockMetaData block, MessageType schema) {
    long held =
        block.getColumns().stream()
            .filter(c -> schema.containsField(c.getPath().toArray()[0]))
            .mapToLong(c -> c.getTotalUncompressedSize())
            .sum();
    if (held > MOST_HELD) {
      throw new UserException(
          file.toString(),
          "has a row group of %,d bytes, at most %,d are read".formatted(held, MOST_HELD),
          "Write it with smaller row groups.");
    }
  }

  /// The library tells of broken files by exceptions of many kinds.
  private static UserException broken(Path file, Exception e) {
    return new UserException(
        file.toString(),
        "is no whole Parquet file: " + e.getMessage(),
        "Nothing of this file was taken. Get it anew.",
        e);
  }

  @Override
  public Optional<Found> next() {
    try {
      @Nullable Group row = reader.read();
      return row == null
          ? Optional.empty()
          : Optional.of(new Found.Good("row " + ++number, ParquetColumns.json(row)));
    } catch (IOException | RuntimeException e) {
      throw broken(file, e);
    }
  }

  @Override
  public long done() {
    return rows == 0 ? size : size * number / rows;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw Failures.reading(file, e);
    }
  }

  private static final class Builder extends ParquetReader.Builder<Group> {
    Builder(InputFile file, MessageType columns) {
      super(file, settings(columns));
    }

    private static ParquetConfiguration settings(MessageType columns) {
      var settings = new PlainParquetConfiguration();
      settings.set(ReadSupport.PARQUET_READ_SCHEMA, columns.toString());
      return settings;
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }
}
