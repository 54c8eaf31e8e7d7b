package dev.understudy.recall;

import java.util.List;

/// Finds the memories that fit what was just said.
public interface Retriever extends AutoCloseable {
  /// At most `most` memories, best first; none when nothing fits well enough.
  List<Recalled> recall(String said, int most);

  @Override
  void close();
}
