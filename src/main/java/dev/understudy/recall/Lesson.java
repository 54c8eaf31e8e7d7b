package dev.understudy.recall;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A partner's line of the dataset that teaches the sense of the horizon: those of protective
/// scenes ask for something beyond it, all others for something within.
///
/// @param weight of its error; later lines of a scene ("And nobody told you?") say little by
///   themselves
record Lesson(String scene, boolean beyond, double weight, Utterance line) {
  private static final double LATER = 0.2;

  /// One for each line that is answered.
  static List<Lesson> of(List<Experience> experiences, CharacterSheet sheet, MemoryIndex index) {
    return experiences.parallelStream() // a million products of vectors
        .flatMap(e ->
            heard(e, sheet)
                .map(said ->
                    new Lesson(
                        e.id(),
                        isBeyond(e),
                        said.size() == 1 ? 1 : LATER,
                        Utterance.of(said, index))))
        .toList();
  }

  static boolean isBeyond(Experience e) {
    return e.kind() == Experience.Kind.PROTECTIVE;
  }

  /// All texts whose vectors the lessons need, each once.
  static List<String> texts(List<Experience> experiences, CharacterSheet sheet) {
    return experiences.stream()
        .flatMap(e -> heard(e, sheet))
        .map(List::getLast)
        .flatMap(last -> Stream.concat(Stream.of(last), MemoryIndex.questions(last).stream()))
        .distinct()
        .toList();
  }

  /// What was said aloud before each reply, oldest first, as training and talk hear it:
  /// neighbouring turns of the partners are one line.
  private static Stream<List<String>> heard(Experience e, CharacterSheet sheet) {
    var heard = new ArrayList<String>();
    var before = new ArrayList<List<String>>();
    boolean unanswered = false;
    for (Turn turn : e.turns()) {
      String said = turn.action() == Turn.Action.SPEAKING ? turn.text() : "";
      if (!sheet.isNamed(turn.speaker())) {
        heard.add(unanswered ? (heard.removeLast() + " " + said).strip() : said);
        unanswered = true;
      } else if (unanswered) {
        before.add(List.copyOf(heard));
        unanswered = false;
      }
    }
    return before.stream().filter(said -> !said.getLast().isBlank());
  }
}
