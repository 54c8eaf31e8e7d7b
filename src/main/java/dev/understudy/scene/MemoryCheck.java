package dev.understudy.scene;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Memory;
import dev.understudy.person.Passage;
import dev.understudy.person.Scene;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// What a memory has to be. The first thing wrong is told.
final class MemoryCheck {
  private final CharacterSheet sheet;
  private final MemorySettings settings;
  private final FirstPerson firstPerson;
  private final Grounding grounding;

  MemoryCheck(CharacterSheet sheet, Passage passage, MemorySettings settings) {
    this.sheet = sheet;
    this.settings = settings;
    this.firstPerson = new FirstPerson(sheet);
    this.grounding = new Grounding(passage.title() + "\n" + passage.text(), sheet);
  }

  Optional<Refusal> refused(Memory memory) {
    return horizon(memory)
        .or(() -> firstPerson.refused(memory.text()).map(r -> new Refusal("person", r)))
        .or(() -> length(memory))
        .or(() -> age(memory))
        .or(() -> grounding.refused(memory.text()).map(r -> new Refusal("grounding", r)));
  }

  /// Nobody remembers what came after them.
  private Optional<Refusal> horizon(Memory memory) {
    Optional<LocalDate> until = sheet.horizon().until().or(sheet::died);
    int last = until.map(LocalDate::getYear).orElse(Integer.MAX_VALUE);
    OptionalInt time = MemoryTime.year(memory);
    return IntStream.concat(
            time.stream(), Scene.years(memory.text() + " " + memory.quote().orElse("")))
        .filter(year -> year > last)
        .mapToObj(year -> new Refusal("horizon", "is of " + year + ", after " + last))
        .findFirst();
  }

  /// The age told, against the one that follows from the memory's year.
  private Optional<Refusal> age(Memory memory) {
    OptionalInt told = StatedAge.of(memory.text());
    OptionalInt year = MemoryTime.year(memory);
    if (told.isEmpty() || year.isEmpty() || sheet.born().isEmpty()) {
      return Optional.empty();
    }
    int full = year.getAsInt() - sheet.born().get().getYear();
    return Math.abs(told.getAsInt() - full) <= 1
        ? Optional.empty()
        : Optional.of(new Refusal("age", "tells an age of " + told.getAsInt() + ", not " + full));
  }

  private Optional<Refusal> length(Memory memory) {
    int words = Words.count(memory.text());
    return words >= settings.leastWords() && words <= settings.mostWords()
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                "length",
                "has %d words, wanted %d to %d"
                    .formatted(words, settings.leastWords(), settings.mostWords())));
  }
}
