package dev.understudy.scene;

/// From the first to the last year, both included.
record Years(int first, int last) {
  boolean has(int year) {
    return year >= first && year <= last;
  }

  /// Such as `1828 to 1839`.
  String told() {
    return first == last
        ? Introduction.year(first)
        : Introduction.year(first) + " to " + Introduction.year(last);
  }
}
