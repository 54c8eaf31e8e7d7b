package dev.understudy.experience.filter;

/// A set of numbers in 8 to 16 bytes each: a million of them must not fill the heap. Open
/// addressing, linear probing; 0 stands for an empty place, so it is kept apart.
final class LongSet {
  private long[] places = new long[1 << 10];
  private int size;
  private boolean hasZero;

  /// @return false when it was there already
  boolean add(long value) {
    if (value == 0) {
      boolean added = !hasZero;
      hasZero = true;
      return added;
    }
    if (2 * (size + 1) > places.length) {
      grow();
    }
    boolean added = put(places, value);
    size += added ? 1 : 0;
    return added;
  }

  private void grow() {
    long[] larger = new long[2 * places.length];
    for (long value : places) {
      if (value != 0) {
        put(larger, value);
      }
    }
    places = larger;
  }

  private static boolean put(long[] places, long value) {
    int at = (int) (value ^ (value >>> 32)) & (places.length - 1);
    while (places[at] != 0 && places[at] != value) {
      at = (at + 1) & (places.length - 1);
    }
    boolean added = places[at] == 0;
    places[at] = value;
    return added;
  }
}
