package dev.understudy.experience.filter;

/// From `least` to `most`, both included.
public record Bounds(int least, int most) {
  public Bounds {
    if (least < 0 || least > most) {
      throw new IllegalArgumentException("from " + least + " to " + most);
    }
  }

  boolean hold(int count) {
    return least <= count && count <= most;
  }

  @Override
  public String toString() {
    return least + " to " + most;
  }
}
