package dev.understudy.person;

/// A time of life, by age in years, to tell how evenly scenes cover it.
public enum Period {
  CHILDHOOD(0),
  YOUTH(13),
  PRIME(25),
  MIDDLE_AGE(45),
  LATER_LIFE(60);

  private final int from;

  Period(int from) {
    this.from = from;
  }

  /// The age at which it begins.
  public int from() {
    return from;
  }

  public static Period of(int age) {
    Period found = CHILDHOOD;
    for (Period period : values()) {
      found = age >= period.from ? period : found;
    }
    return found;
  }
}
