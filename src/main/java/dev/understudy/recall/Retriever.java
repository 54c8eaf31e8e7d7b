package dev.understudy.recall;

import java.util.List;

/// Finds the memories that fit what was just said.
public interface Retriever extends AutoCloseable {
  /// Remembers nothing, ever.
  Retriever NONE =
      new Retriever() {
        @Override
        public List<Recalled> recall(List<String> said, int most) {
          return List.of();
        }

        @Override
        public void close() {}
      };

  /// At most `most` memories, best first; none when nothing fits well enough.
  ///
  /// @param said what the partner said so far, oldest first; the last counts, one before it only
  ///   helps a short follow-up
  List<Recalled> recall(List<String> said, int most);

  /// The same for a line with nothing before it.
  default List<Recalled> recall(String said, int most) {
    return recall(List.of(said), most);
  }

  @Override
  void close();
}
