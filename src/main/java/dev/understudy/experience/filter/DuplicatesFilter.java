package dev.understudy.experience.filter;

import dev.understudy.experience.Words;
import dev.understudy.person.Experience;
import dev.understudy.person.Turn;
import dev.understudy.store.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/// Nothing is told twice: neither in the same words, whatever their case and punctuation, nor in
/// nearly the same. The first telling is kept.
final class DuplicatesFilter implements Filter {
  private final LongSet seen = new LongSet();

  @Override
  public FilterName name() {
    return FilterName.DUPLICATES;
  }

  @Override
  public Decision look(Experience e) {
    String text = e.turns().stream().map(Turn::text).collect(Collectors.joining("\n"));
    if (!seen.add(fingerprint(text))) {
      return new Decision.Reject("the same words as an experience before");
    }
    return Decision.KEEP;
  }

  /// 64 bits of the words' hash: among a million experiences two with the same by chance are to be
  /// found once in forty million datasets.
  private static long fingerprint(String text) {
    String words = String.join(" ", Words.of(text));
    return Long.parseUnsignedLong(
        Hashes.sha256(words.getBytes(StandardCharsets.UTF_8)).substring(0, 16), 16);
  }
}
