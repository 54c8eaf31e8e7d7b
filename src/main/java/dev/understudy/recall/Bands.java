package dev.understudy.recall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.stream.IntStream;

/// Finds the signatures that agree with a given one in a whole band of places: locality-sensitive
/// hashing. Two texts of similarity s meet in one of 16 bands of 4 places with the chance 1 - (1 -
/// s^4)^16: 99 % at 0.7, 89 % at 0.6, 12 % at 0.3.
///
/// A hash table with open addressing in native memory, 8 bytes a slot and at least two slots an
/// entry: a million signatures take 256 MiB and nothing of the heap. Records are told by their
/// number, in the order in which they were added.
final class Bands implements AutoCloseable {
  private static final int ROWS = 4;
  private static final int BANDS = MinHash.PLACES / ROWS;
  private static final long FIRST_SLOTS = 1 << 12;
  private static final long SLOT = 2L * Integer.BYTES;

  /// No text is compared with more candidates of one band than the first few: only boilerplate has
  /// more.
  private static final int MOST = 64;

  private Arena arena = Arena.ofShared();
  private MemorySegment slots = arena.allocate(FIRST_SLOTS * SLOT, SLOT);
  private long mask = FIRST_SLOTS - 1;
  private long entries;

  void add(int record, int[] signature) {
    if ((entries + BANDS) * 2 > mask + 1) {
      grow();
    }
    for (int band = 0; band < BANDS; band++) {
      put(key(band, signature), record);
      entries++;
    }
  }

  /// The numbers of the records to compare with, in rising order.
  IntStream candidates(int[] signature) {
    var found = new BitSet();
    for (int band = 0; band < BANDS; band++) {
      collect(key(band, signature), found);
    }
    return found.stream();
  }

  private void collect(int key, BitSet found) {
    int left = MOST;
    for (long slot = home(key); record(slot) != 0 && left > 0; slot = (slot + 1) & mask) {
      if (tag(slot) == key) {
        found.set(record(slot) - 1);
        left--;
      }
    }
  }

  private void put(int key, int record) {
    long slot = home(key);
    while (record(slot) != 0) {
      slot = (slot + 1) & mask;
    }
    slots.setAtIndex(ValueLayout.JAVA_INT, slot * 2, key);
    slots.setAtIndex(ValueLayout.JAVA_INT, slot * 2 + 1, record + 1);
  }

  /// Entries of one key have to stay in the order of their records, so that the first few are the
  /// same however often the table grew: it is walked from the beginning of a cluster.
  private void grow() {
    Arena old = arena;
    MemorySegment before = slots;
    long count = mask + 1;
    arena = Arena.ofShared();
    slots = arena.allocate(count * 2 * SLOT, SLOT);
    mask = count * 2 - 1;
    long start = 0;
    while (before.getAtIndex(ValueLayout.JAVA_INT, start * 2 + 1) != 0) {
      start++;
    }
    for (long i = 0; i < count; i++) {
      long slot = (start + i) & (count - 1);
      int record = before.getAtIndex(ValueLayout.JAVA_INT, slot * 2 + 1);
      if (record != 0) {
        put(before.getAtIndex(ValueLayout.JAVA_INT, slot * 2), record - 1);
      }
    }
    old.close();
  }

  private static int key(int band, int[] signature) {
    long hash = band;
    for (int i = band * ROWS; i < (band + 1) * ROWS; i++) {
      hash = MinHash.mix(hash * 31 + signature[i]);
    }
    return (int) hash;
  }

  private long home(int key) {
    return MinHash.mix(key) & mask;
  }

  private int tag(long slot) {
    return slots.getAtIndex(ValueLayout.JAVA_INT, slot * 2);
  }

  private int record(long slot) {
    return slots.getAtIndex(ValueLayout.JAVA_INT, slot * 2 + 1);
  }

  @Override
  public void close() {
    arena.close();
  }
}
