package dev.understudy.llm.local;

import org.jspecify.annotations.Nullable;

/// A place in a document on its way: what may come next, and how far it is to the end. Immutable,
/// so that many continuations can be tried from one place.
interface Place {
  /// More than any reply has: what a vocabulary can't spell.
  long NEVER = 1L << 40;

  /// The place behind one more byte, 0 to 255; null where it may not come.
  @Nullable Place next(int b);

  /// Tokens that surely lead from here to the end; no less than [#NEVER] where none do. Where it is
  /// more than 0, some token leads to a place that has one less.
  long fewest();

  /// Whether the document may end here.
  default boolean mayEnd() {
    return false;
  }

  /// What comes behind a part, made when that part ends.
  interface Rest {
    Place place();

    /// As [Place#fewest] of its place.
    long fewest();
  }

  /// Behind the whole document nothing comes.
  record End() implements Place, Rest {
    @Override
    public @Nullable Place next(int b) {
      return null;
    }

    @Override
    public long fewest() {
      return 0;
    }

    @Override
    public boolean mayEnd() {
      return true;
    }

    @Override
    public Place place() {
      return this;
    }
  }
}
