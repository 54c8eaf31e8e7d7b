package dev.understudy.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The rows of one pass laid in a rectangle, (sequences, steps), each sequence from its left edge:
/// one attention for all. Empty cells hold row 0, and nobody looks at what they give.
///
/// @param sequences whose rows they are, as they came
/// @param rows (sequences * steps): the row of each cell
/// @param cells (rows): the cell of each row
record Grid(List<Engine.Cache> sequences, int steps, long[] rows, long[] cells) {
  static Grid of(List<Engine.Row> rows) {
    Map<Engine.Cache, List<Integer>> bySequence = new LinkedHashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      bySequence.computeIfAbsent(rows.get(i).cache(), cache -> new ArrayList<>()).add(i);
    }
    int steps = bySequence.values().stream().mapToInt(List::size).max().orElse(0);
    long[] inside = new long[bySequence.size() * steps];
    long[] cells = new long[rows.size()];
    int start = 0;
    for (List<Integer> own : bySequence.values()) {
      for (int step = 0; step < own.size(); step++) {
        int cell = start + step;
        inside[cell] = own.get(step);
        cells[own.get(step)] = cell;
      }
      start += steps;
    }
    return new Grid(List.copyOf(bySequence.keySet()), steps, inside, cells);
  }

  /// A number of each row, laid in the cells.
  long[] spread(long[] ofRows) {
    return Arrays.stream(rows).map(row -> ofRows[(int) row]).toArray();
  }
}
