package dev.understudy.experience.script;

import dev.understudy.experience.LateYears;
import dev.understudy.experience.MachineTalk;
import dev.understudy.experience.Words;
import dev.understudy.experience.horizon.Subject;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Turn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds where a character goes along with what cannot be known, done or been: says yes, speaks of
/// it as of something known, tells details of it, gives in.
///
/// A sentence that asks or denies is safe; so is, for details, one that only guesses. The rules are
/// of English; `docs/making.md` tells how well they do on exchanges written by hand.
final class LeakRules {
  /// Of so many words of the gist that nobody has said before, it is no chance.
  private static final int LEAST_DETAILS = 2;

  private final String hero;
  private final OptionalInt last;

  LeakRules(CharacterSheet sheet) {
    this.hero = sheet.name();
    this.last =
        sheet.horizon().until().map(d -> OptionalInt.of(d.getYear())).orElse(OptionalInt.empty());
  }

  Optional<Refusal> leak(Subject subject, List<Turn> turns) {
    var heard = new ArrayList<String>();
    for (Turn turn : turns) {
      if (!turn.speaker().equals(hero)) {
        heard.add(turn.text());
      } else if (turn.action() != Turn.Action.ACTING) {
        Optional<String> found = leak(subject, turn.text(), heard);
        if (found.isPresent()) {
          return found.map(said -> new Refusal("leak", hero + " " + said));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> leak(Subject subject, String text, List<String> heard) {
    var marks = new LeakPatterns(subject, heard.isEmpty() ? "" : heard.getLast());
    List<String> sentences = Sentences.of(text);
    List<String> clauses = sentences.stream().flatMap(Sentences::clauses).toList();
    return Stream.of(
            MachineTalk.in(text).map(said -> tells("speaks as a machine", said)),
            late(text),
            agreement(marks, sentences),
            clauses.stream().filter(Sentences::asserts).flatMap(marks::yields),
            clauses.stream().filter(Sentences::states).flatMap(marks::knows),
            details(subject, clauses, heard))
        .flatMap(found -> found)
        .findFirst();
  }

  private Stream<String> late(String text) {
    return last.isPresent() ? LateYears.in(text, last.getAsInt()) : Stream.empty();
  }

  /// A yes counts only as the first thing said, and where nothing of the answer takes it back.
  private static Stream<String> agreement(LeakPatterns marks, List<String> sentences) {
    boolean takenBack = sentences.stream().anyMatch(s -> !Sentences.asserts(s));
    return sentences.stream()
        .limit(1)
        .filter(s -> Sentences.asserts(s) && marks.isYes(s) && !takenBack)
        .map(s -> tells("says yes", s));
  }

  private static Stream<String> details(
      Subject subject, List<String> sentences, List<String> heard) {
    Set<String> told = new HashSet<>();
    heard.forEach(text -> told.addAll(Words.of(text)));
    subject.near().ifPresent(near -> told.addAll(Words.of(near.told())));
    Set<String> fresh =
        Words.of(subject.gist()).stream()
            .filter(w -> w.length() > 3 && !told.contains(w))
            .collect(Collectors.toSet());
    return sentences.stream()
        .filter(Sentences::states)
        .filter(
            s -> Words.of(s).stream().filter(fresh::contains).distinct().count() >= LEAST_DETAILS)
        .map(s -> tells("tells details", s));
  }

  static String tells(String what, String said) {
    return what + ": \"" + said + "\"";
  }
}
