package dev.understudy.pipeline.make;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Horizon;
import dev.understudy.person.Memory;
import dev.understudy.person.Passage;
import dev.understudy.person.PlannedScene;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import dev.understudy.scene.Given;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Records of the usual size in place of those that a step not done yet would make, to tell
/// beforehand what the steps after it take. Never written anywhere.
final class StandIns {
  private static final int WORDS_A_MEMORY = 25;
  private static final int WORDS_A_BACKGROUND = 40;
  private static final int TURNS = 10;
  private static final int WORDS_A_TURN = 30;

  /// With a horizon there is more to be asked than without.
  private static final Optional<LocalDate> SOME_TIME = Optional.of(LocalDate.of(1850, 1, 1));

  private static final Experience.Provenance NOBODY =
      new Experience.Provenance("nobody", "forecast", "");

  private StandIns() {}

  static CharacterSheet sheet(Given given) {
    return new CharacterSheet(
        given.id(),
        given.name(),
        given.aliases().orElse(List.of()),
        given.kind().orElse(CharacterSheet.Kind.HISTORICAL),
        given.born(),
        given.died(),
        given.horizon().orElse(new Horizon(given.died().or(() -> SOME_TIME), Optional.empty())),
        given.language().orElse("en"),
        given.identity().orElse("You are " + given.name() + ", " + words(20)),
        given.scene().orElse(words(15)),
        given.consent());
  }

  static List<Memory> memories(List<Passage> passages, int mostPerPassage) {
    var memories = new ArrayList<Memory>();
    for (Passage passage : passages) {
      int length = passage.text().split("\\s+").length;
      int count = Math.clamp(length / WORDS_A_MEMORY + 1, 2, Math.max(2, mostPerPassage));
      for (int i = 0; i < count; i++) {
        Memory.Weight weight = i % 2 == 0 ? Memory.Weight.CORE : Memory.Weight.TOLD;
        String id = "m%03d".formatted(memories.size() + 1);
        memories.add(new Memory(id, words(WORDS_A_MEMORY), passage.id(), "", weight));
      }
    }
    return memories;
  }

  static List<PlannedScene> scenes(int count, List<Passage> passages, List<Memory> memories) {
    return IntStream.range(0, count)
        .mapToObj(i ->
            new PlannedScene(
                "s%04d".formatted(i + 1),
                Kind.EXPERIENCE,
                Partner.PERIOD,
                "",
                scene(i, passages.get(i % passages.size())),
                OptionalInt.empty(),
                memories.isEmpty() ? List.of() : List.of(memories.get(i % memories.size()).id()),
                NOBODY))
        .toList();
  }

  static List<Experience> experiences(int count, String name, List<Passage> passages) {
    List<Turn> turns =
        IntStream.range(0, TURNS)
            .mapToObj(i ->
                new Turn(
                    i % 2 == 0 ? "A Visitor" : name,
                    Turn.Action.SPEAKING,
                    words(WORDS_A_TURN),
                    List.of()))
            .toList();
    return IntStream.range(0, count)
        .mapToObj(i ->
            new Experience(
                "s%04d".formatted(i + 1),
                Kind.EXPERIENCE,
                Partner.PERIOD,
                "",
                scene(i, passages.get(i % passages.size())),
                turns,
                NOBODY))
        .toList();
  }

  /// No two are alike: like requests are one call.
  private static Scene scene(int number, Passage passage) {
    return new Scene(
        Scene.Form.ONE_TO_ONE,
        "1850, spring",
        "room " + number,
        List.of("A Visitor"),
        words(WORDS_A_BACKGROUND),
        List.of(passage.id()));
  }

  private static String words(int count) {
    return "words ".repeat(count).strip();
  }
}
