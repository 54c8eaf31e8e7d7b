package dev.understudy.dataset;

import dev.understudy.store.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/// One JSON list, a record a line of it.
final class ArrayWriter implements SampleWriter {
  private final OutputStream out;
  private final Function<Sample, ?> record;
  private String before = "[\n";

  ArrayWriter(OutputStream out, Function<Sample, ?> record) {
    this.out = out;
    this.record = record;
  }

  @Override
  public void write(Sample sample) throws IOException {
    put(before + Json.line(record.apply(sample)));
    before = ",\n";
  }

  @Override
  public void close() throws IOException {
    put(before.startsWith("[") ? "[]\n" : "\n]\n");
    out.close();
  }

  private void put(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
