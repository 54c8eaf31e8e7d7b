package dev.understudy.recall;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;

/// Where records are kept, told by their number from 0.
interface DuplicateRecords extends AutoCloseable {
  int size();

  DuplicateRecord get(int record);

  void add(DuplicateRecord added);

  /// Shows every record with its number, in order.
  default void each(ObjIntConsumer<DuplicateRecord> to) {
    for (int i = 0; i < size(); i++) {
      to.accept(get(i), i);
    }
  }

  @Override
  void close();

  /// In memory alone.
  static DuplicateRecords inMemory() {
    return new DuplicateRecords() {
      private final List<DuplicateRecord> all = new ArrayList<>();

      @Override
      public int size() {
        return all.size();
      }

      @Override
      public DuplicateRecord get(int record) {
        return all.get(record);
      }

      @Override
      public void add(DuplicateRecord added) {
        all.add(added);
      }

      @Override
      public void close() {}
    };
  }
}
