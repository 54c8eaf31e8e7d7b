package dev.understudy.llm.local;

import org.jspecify.annotations.Nullable;

/// A whole number from `least` to `most`. It ends where something else begins.
record Digits(long least, long most, Spelling spelling) implements Part {
  // An int has ten.
  private static final int MOST_DIGITS = 10;

  @Override
  public Place start(Place.Rest after) {
    return new Inside(this, false, 0, 0, after);
  }

  @Override
  public long fewest() {
    return start(new Place.End()).fewest();
  }

  /// How many digits behind `begun` make the first number that lies between the bounds; -1 when
  /// none do.
  private int missing(long begun, boolean negative) {
    long from = negative ? Math.max(0, -most) : Math.max(0, least);
    long to = negative ? -least : most;
    long first = begun;
    long last = begun;
    for (int digits = 0; digits <= MOST_DIGITS; digits++) {
      if (first <= to && last >= from) {
        return digits;
      }
      if (begun == 0 || first > to) {
        return -1; // no number has a zero before other digits
      }
      first *= 10;
      last = last * 10 + 9;
    }
    return -1;
  }

  /// Behind `count` digits that make `value`.
  private record Inside(Digits digits, boolean negative, long value, int count, Place.Rest after)
      implements Place {
    @Override
    public @Nullable Place next(int b) {
      if (b == '-') {
        return count == 0 && !negative && digits.least < 0
            ? new Inside(digits, true, 0, 0, after)
            : null;
      }
      if (b < '0' || b > '9') {
        return isWhole() ? after.place().next(b) : null;
      }
      boolean behindZero = count > 0 && value == 0;
      if (behindZero || (negative && count == 0 && b == '0')) {
        return null;
      }
      long longer = 10 * value + b - '0';
      return digits.missing(longer, negative) < 0
          ? null
          : new Inside(digits, negative, longer, count + 1, after);
    }

    private boolean isWhole() {
      return count > 0 && digits.missing(value, negative) == 0;
    }

    @Override
    public long fewest() {
      if (count > 0) {
        return digits.missing(value, negative) * digits.spelling.digit() + after.fewest();
      }
      long fewest = NEVER;
      for (char b : "-0123456789".toCharArray()) {
        Place next = next(b);
        if (next != null) {
          fewest = Math.min(fewest, digits.spelling.of(b) + next.fewest());
        }
      }
      return fewest;
    }

    @Override
    public boolean mayEnd() {
      return isWhole() && after.place().mayEnd();
    }
  }
}
