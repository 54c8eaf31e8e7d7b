package dev.understudy.model.learn;

import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;

/// Room for the pieces of quantised matrices that are in use: one for each member of a team, shared
/// by all matrices, and there only once it is asked for.
final class Tiles implements AutoCloseable {
  /// Floats of a piece: few enough for the caches, enough for the products to be quick.
  static final int FLOATS = 1 << 20;

  private final Room[] rooms;
  private final long[] addresses;

  Tiles(int members) {
    rooms = IntStream.range(0, members).mapToObj(i -> new Room(1)).toArray(Room[]::new);
    addresses = new long[members];
  }

  /// Where FLOATS floats are, for this member alone.
  long at(int member) {
    if (addresses[member] == 0) {
      try (PointerScope scope = new PointerScope()) {
        addresses[member] = rooms[member].rows(FLOATS).data_ptr().address();
      }
    }
    return addresses[member];
  }

  @Override
  public void close() {
    for (Room room : rooms) {
      room.close();
    }
  }
}
