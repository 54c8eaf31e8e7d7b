package dev.understudy.dataset;

import java.io.IOException;

/// Writes samples one after the other, and holds none of them longer than its format demands.
public interface SampleWriter extends AutoCloseable {
  void write(Sample sample) throws IOException;

  /// Ends the file; the stream below is closed, too.
  @Override
  void close() throws IOException;
}
