package dev.understudy.llm.local;

import org.jspecify.annotations.Nullable;

/// What stands in a list behind its opening bracket, the closing one included.
record Items(Part item, int least, int most, Spelling spelling) implements Part {
  @Override
  public Place start(Place.Rest after) {
    return new First(this, after);
  }

  @Override
  public long fewest() {
    return least == 0 ? close() : item.fewest() + fewestBehind(1);
  }

  private long fewestBehind(int count) {
    long missing = Math.max(0, least - count);
    return missing * (spelling.of(',') + item.fewest()) + close();
  }

  private long close() {
    return spelling.of(']');
  }

  private record First(Items items, Place.Rest after) implements Place {
    @Override
    public @Nullable Place next(int b) {
      if (b == ']') {
        return items.least == 0 ? after.place() : null;
      }
      return items.most == 0 ? null : items.item.start(new Behind(items, 1, after)).next(b);
    }

    @Override
    public long fewest() {
      return items.fewest() + after.fewest();
    }
  }

  /// After `count` items.
  private record Behind(Items items, int count, Place.Rest after) implements Place, Place.Rest {
    @Override
    public @Nullable Place next(int b) {
      return switch (b) {
        case ',' ->
            count < items.most ? items.item.start(new Behind(items, count + 1, after)) : null;
        case ']' -> count >= items.least ? after.place() : null;
        default -> null;
      };
    }

    @Override
    public Place place() {
      return this;
    }

    @Override
    public long fewest() {
      return items.fewestBehind(count) + after.fewest();
    }
  }
}
