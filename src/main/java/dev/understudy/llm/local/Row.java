package dev.understudy.llm.local;

import java.util.List;

/// Parts one after another.
final class Row implements Part {
  private final List<Part> parts;

  /// From each part on.
  private final long[] fewest;

  Row(List<Part> parts) {
    this.parts = List.copyOf(parts);
    fewest = new long[parts.size() + 1];
    for (int i = parts.size() - 1; i >= 0; i--) {
      fewest[i] = fewest[i + 1] + parts.get(i).fewest();
    }
  }

  @Override
  public Place start(Place.Rest after) {
    return new Behind(this, 0, after).place();
  }

  @Override
  public long fewest() {
    return fewest[0];
  }

  /// The parts from one of them on.
  private record Behind(Row row, int from, Place.Rest after) implements Place.Rest {
    @Override
    public Place place() {
      boolean last = from == row.parts.size() - 1;
      return row.parts.get(from).start(last ? after : new Behind(row, from + 1, after));
    }

    @Override
    public long fewest() {
      return row.fewest[from] + after.fewest();
    }
  }
}
