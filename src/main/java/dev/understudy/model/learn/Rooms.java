package dev.understudy.model.learn;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Hands out the rooms of the blocks: to each its own, or the same ones to all, where activations
/// are recomputed on the way back and no block's need outlive the next block's pass.
final class Rooms {
  private record Key(int index, long columns) {}

  private final boolean shared;
  private final Map<Key, Room> rooms = new HashMap<>();
  private final Set<Room> all = new HashSet<>();
  private int next;

  Rooms(boolean shared) {
    this.shared = shared;
  }

  /// What is asked for from now on is the next block's.
  void nextBlock() {
    next = 0;
  }

  Room of(long columns) {
    var key = new Key(next++, columns);
    Room room = shared ? rooms.computeIfAbsent(key, k -> new Room(columns)) : new Room(columns);
    all.add(room);
    return room;
  }

  /// Whether all blocks have the same.
  boolean shared() {
    return shared;
  }

  /// Bytes in use by all that was handed out.
  long bytes() {
    return all.stream().mapToLong(Room::bytes).sum();
  }
}
