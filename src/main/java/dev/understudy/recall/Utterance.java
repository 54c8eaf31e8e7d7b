package dev.understudy.recall;

import java.util.List;
import java.util.Set;

/// What can be measured of a line, whoever hears it.
///
/// @param meaning its vector, of length one; a line that means nothing by itself is mixed with the
///   one before it
/// @param best score of the memory that fits best
/// @param about its content words, each once
/// @param names its capitalised words that begin no sentence, without their endings
record Utterance(float[] meaning, double best, Set<String> about, List<String> names) {
  static Utterance of(List<String> said, MemoryIndex index) {
    MemoryIndex.Asked whole = index.whole(said);
    return new Utterance(
        whole.meaning(), index.best(said), whole.about(), ContentWords.names(said.getLast()));
  }
}
