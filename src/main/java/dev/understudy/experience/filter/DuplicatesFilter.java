package dev.understudy.experience.filter;

import dev.understudy.experience.Words;
import dev.understudy.person.Experience;
import dev.understudy.person.Turn;
import dev.understudy.recall.NearDuplicates;
import dev.understudy.store.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;

/// Nothing is told twice: neither in the same words, whatever their case and punctuation, nor,
/// where there is an index to look into, in nearly the same. The first telling is kept. What was
/// really said may be like something else, only not the same.
final class DuplicatesFilter implements Filter {
  private final LongSet seen = new LongSet();
  private final Optional<NearDuplicates> near;

  DuplicatesFilter(Optional<NearDuplicates> near) {
    this.near = near;
  }

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
    if (near.isEmpty() || e.kind() == Experience.Kind.VERBATIM) {
      return Decision.KEEP;
    }
    Optional<NearDuplicates.Match> like = near.get().nearest(text);
    if (like.isPresent()) {
      return new Decision.Reject(like.get().told());
    }
    near.get().add(e.id(), text);
    return Decision.KEEP;
  }

  /// 64 bits of the words' hash: that two of a million experiences have the same by chance is to be
  /// expected once in forty million datasets.
  private static long fingerprint(String text) {
    String words = String.join(" ", Words.of(text));
    return Long.parseUnsignedLong(
        Hashes.sha256(words.getBytes(StandardCharsets.UTF_8)).substring(0, 16), 16);
  }
}
