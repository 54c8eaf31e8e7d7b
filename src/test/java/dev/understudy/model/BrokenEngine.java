package dev.understudy.model;

import java.util.List;

/// Finds all tokens alike, breaks down after some passes, and counts the caches that are open.
final class BrokenEngine implements Engine {
  private final int vocabulary;
  private int passes;
  private int open;

  BrokenEngine(int vocabulary, int passes) {
    this.vocabulary = vocabulary;
    this.passes = passes;
  }

  int open() {
    return open;
  }

  @Override
  public Cache cache() {
    return new Lengths(0);
  }

  @Override
  public void forward(List<Row> rows, Taker taker) {
    if (passes-- == 0) {
      throw new IllegalStateException("broken");
    }
    for (int i = 0; i < rows.size(); i++) {
      ((Lengths) rows.get(i).cache()).length++;
      if (rows.get(i).wanted()) {
        taker.take(i, new float[vocabulary + 16], 0);
      }
    }
  }

  @Override
  public int vocabulary() {
    return vocabulary;
  }

  @Override
  public void close() {}

  private final class Lengths implements Cache {
    private int length;

    Lengths(int length) {
      this.length = length;
      open++;
    }

    @Override
    public int length() {
      return length;
    }

    @Override
    public void truncate(int to) {
      length = to;
    }

    @Override
    public Cache copy(int count, int room) {
      return new Lengths(count);
    }

    @Override
    public void close() {
      open--;
    }
  }
}
