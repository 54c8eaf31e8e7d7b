package dev.understudy.store;

import java.io.IOException;

/// Does something with `T` that may fail on input or output.
@FunctionalInterface
public interface IoConsumer<T> {
  void accept(T target) throws IOException;
}
