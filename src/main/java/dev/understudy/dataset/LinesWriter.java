package dev.understudy.dataset;

import dev.understudy.store.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/// One JSON record a line.
final class LinesWriter implements SampleWriter {
  private final OutputStream out;
  private final Function<Sample, ?> record;

  LinesWriter(OutputStream out, Function<Sample, ?> record) {
    this.out = out;
    this.record = record;
  }

  @Override
  public void write(Sample sample) throws IOException {
    out.write((Json.line(record.apply(sample)) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
