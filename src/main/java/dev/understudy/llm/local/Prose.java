package dev.understudy.llm.local;

import org.jspecify.annotations.Nullable;

/// A text behind its opening quote, the closing one included, at a place between two characters.
///
/// It begins with no white space, since what is blank is no text. Of JSON's escapes `\"`, `\\`,
/// `\/`, `\n` and `\t` may come; all other characters a text can want are written as they are.
///
/// @param room so many more chars of Java it may have; a character beyond the basic plane takes two
/// @param empty whether it has none yet
record Prose(int room, boolean empty, Spelling spelling, Rest after) implements Place {
  @Override
  public @Nullable Place next(int b) {
    if (b == '"') {
      return empty ? null : after.place();
    }
    if (b == '\\') {
      return room > 0 ? new Escape(this) : null;
    }
    if (b >= 0x80) {
      return Half.begun(b, this);
    }
    return b < ' ' ? null : with(b);
  }

  /// Behind one more character; null where it may not come.
  @Nullable Prose with(int character) {
    int chars = Character.charCount(character);
    return chars > room || (empty && Character.isWhitespace(character))
        ? null
        : new Prose(room - chars, false, spelling, after);
  }

  @Override
  public long fewest() {
    return (empty ? spelling.letter() : 0) + fewestOnceBegun();
  }

  /// As [#fewest], behind its first character.
  long fewestOnceBegun() {
    return spelling.of('"') + after.fewest();
  }

  /// Behind a backslash.
  private record Escape(Prose before) implements Place {
    @Override
    public @Nullable Place next(int b) {
      return switch (b) {
        case '"', '\\', '/' -> before.with(b);
        case 'n' -> before.with('\n');
        case 't' -> before.with('\t');
        default -> null;
      };
    }

    @Override
    public long fewest() {
      return before.spelling.of('"') + before.fewestOnceBegun();
    }
  }

  /// Within a character of several bytes.
  ///
  /// @param bits of the character so far
  /// @param missing how many bytes are still to come
  private record Half(int bits, int missing, Prose before) implements Place {
    /// The least character of two, three and four bytes: shorter ones are not written longer.
    private static final int[] LEAST = {0x80, 0x800, 0x10000};

    static @Nullable Place begun(int b, Prose before) {
      int missing = Integer.numberOfLeadingZeros(~(b << 24)) - 1;
      if (missing < 1 || missing > 3 || before.room < (missing == 3 ? 2 : 1)) {
        return null;
      }
      int bits = b & (0x3F >> missing);
      return mayBecome(bits, missing, LEAST[missing - 1]) ? new Half(bits, missing, before) : null;
    }

    /// Whether a character begins with these bits that is allowed: no half of a surrogate pair.
    private static boolean mayBecome(int bits, int missing, int least) {
      int first = bits << (6 * missing);
      int last = first + (1 << (6 * missing)) - 1;
      boolean surrogates = first >= Character.MIN_SURROGATE && last <= Character.MAX_SURROGATE;
      return last >= least && first <= Character.MAX_CODE_POINT && !surrogates;
    }

    @Override
    public @Nullable Place next(int b) {
      if ((b & 0xC0) != 0x80) {
        return null;
      }
      int more = (bits << 6) | (b & 0x3F);
      if (missing == 1) {
        return before.with(more);
      }
      // What is too short for so many bytes shows in the first two.
      return mayBecome(more, missing - 1, 0) && !tooShort(more)
          ? new Half(more, missing - 1, before)
          : null;
    }

    private boolean tooShort(int more) {
      return bits == 0 && more < (missing == 2 ? 0x20 : 0x10);
    }

    @Override
    public long fewest() {
      return missing * before.spelling.continuation() + before.fewestOnceBegun();
    }
  }
}
