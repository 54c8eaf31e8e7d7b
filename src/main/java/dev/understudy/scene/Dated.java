package dev.understudy.scene;

import dev.understudy.person.Memory;
import dev.understudy.person.Passage;
import dev.understudy.person.Scene;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// A memory with the year before which it can't be told.
///
/// @param from the memory's own; else the last year the passage names up to the quote, since most
///   texts tell things in their order; else the passage's first
record Dated(Memory memory, OptionalInt from) {
  static Dated of(Memory memory, Passage passage) {
    OptionalInt own = MemoryTime.year(memory);
    return new Dated(memory, own.isPresent() ? own : told(memory, passage));
  }

  private static OptionalInt told(Memory memory, Passage passage) {
    String text = Words.plain(passage.text());
    String quote = memory.quote().map(Words::plain).orElse("");
    int at = quote.isEmpty() ? -1 : text.indexOf(quote);
    IntStream before = Scene.years(at < 0 ? "" : text.substring(0, at + quote.length()));
    OptionalInt last = before.reduce((_, year) -> year);
    return last.isPresent() ? last : Scene.years(passage.text()).min();
  }

  int year() {
    return from.orElse(Integer.MIN_VALUE / 2);
  }
}
