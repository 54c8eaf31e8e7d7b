package dev.understudy.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads whole numbers that have a least value, so that a wrong one is wrong usage.
abstract class Whole implements ITypeConverter<Integer> {
  /// 1 or more.
  static final class Positive extends Whole {
    Positive() {
      super(1);
    }
  }

  /// 0 or more.
  static final class OrNone extends Whole {
    OrNone() {
      super(0);
    }
  }

  private final int least;

  private Whole(int least) {
    this.least = least;
  }

  @Override
  public Integer convert(String given) {
    if (!given.matches("\\+?\\d{1,9}") || Integer.parseInt(given) < least) {
      throw new TypeConversionException(
          "'" + given + "' is no whole number from " + least + " to 999999999");
    }
    return Integer.valueOf(given);
  }
}
