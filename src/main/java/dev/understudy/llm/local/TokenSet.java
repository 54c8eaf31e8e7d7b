package dev.understudy.llm.local;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Tokens in the order of their bytes. What two neighbours have in common is tried once, and where
/// it leads nowhere all others that begin so are passed over.
final class TokenSet {
  private final int[] ids;
  private final byte[][] bytes;

  /// How many first bytes each has in common with the one before.
  private final int[] common;

  private final int longest;

  /// @param vocabulary bytes by id
  TokenSet(byte[][] vocabulary, int[] members) {
    ids =
        Arrays.stream(members)
            .boxed()
            .sorted((a, b) -> Arrays.compareUnsigned(vocabulary[a], vocabulary[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    bytes = Arrays.stream(ids).mapToObj(id -> vocabulary[id]).toArray(byte[][]::new);
    common = new int[ids.length];
    int most = 0;
    for (int i = 0; i < ids.length; i++) {
      common[i] = i == 0 ? 0 : common(bytes[i - 1], bytes[i]);
      most = Math.max(most, bytes[i].length);
    }
    longest = most;
  }

  private static int common(byte[] a, byte[] b) {
    int mismatch = Arrays.mismatch(a, b);
    return mismatch < 0 ? a.length : mismatch;
  }

  /// Adds the tokens that may come at a place and leave a way to the end of at most `most` tokens.
  void allow(Place from, long most, BitSet to) {
    @Nullable Place[] path = new Place[longest + 1];
    path[0] = from;
    int depth = 0; // path is known up to here
    for (int i = 0; i < ids.length; i++) {
      if (common[i] > depth) {
        continue; // shares the byte at which the path of the last one tried ends
      }
      byte[] token = bytes[i];
      depth = common[i];
      Place place = path[depth];
      while (place != null && depth < token.length) {
        place = place.next(token[depth] & 0xFF);
        if (place != null) {
          path[++depth] = place;
        }
      }
      if (place != null && place.fewest() <= most) {
        to.set(ids[i]);
      }
    }
  }
}
