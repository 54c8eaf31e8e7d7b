package dev.understudy.train;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Turn;
import dev.understudy.recall.Prompting;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Neighbouring turns of one side as one message.
///
/// @param own whether the character speaks, thinks or acts here; else the partners do
/// @param text as the base reads it
/// @param plain what was said aloud, without names or marks
/// @param memories ids of the memories told
record Line(boolean own, String text, String plain, List<String> memories) {
  Line {
    memories = List.copyOf(memories);
  }

  /// The messages of a scene. Partners' names stand in front when there are several. What comes
  /// after the character's last turn is left out: nothing can be learnt from it.
  static List<Line> of(Experience e, CharacterSheet sheet) {
    boolean several = e.scene().present().size() > 1;
    var lines = new ArrayList<Line>();
    for (Turn turn : e.turns()) {
      Line line = of(turn, sheet.isNamed(turn.speaker()), several);
      if (!lines.isEmpty() && lines.getLast().own() == line.own()) {
        lines.add(lines.removeLast().and(line));
      } else {
        lines.add(line);
      }
    }
    while (!lines.isEmpty() && !lines.getLast().own()) {
      lines.removeLast();
    }
    return lines;
  }

  /// The turns of a scene as a script has them: each by itself, with its speaker's name, and all of
  /// them where all are learnt.
  static List<Line> ofScript(Experience e, CharacterSheet sheet, boolean whole) {
    var lines = new ArrayList<Line>();
    for (Turn turn : e.turns()) {
      boolean own = sheet.isNamed(turn.speaker());
      String speaker = own ? sheet.name() : turn.speaker();
      lines.add(
          new Line(
              own,
              Prompting.played(speaker, turn.action(), turn.text()),
              turn.action() == Turn.Action.SPEAKING ? turn.text() : "",
              turn.memories()));
    }
    while (!lines.isEmpty() && !whole && !lines.getLast().own()) {
      lines.removeLast();
    }
    return lines;
  }

  private static Line of(Turn turn, boolean own, boolean several) {
    String done = Prompting.done(turn.action(), turn.text());
    return new Line(
        own,
        own ? done : Prompting.heard(turn.speaker(), done, several),
        turn.action() == Turn.Action.SPEAKING ? turn.text() : "",
        turn.memories());
  }

  private Line and(Line next) {
    Set<String> both = new LinkedHashSet<>(memories);
    both.addAll(next.memories);
    return new Line(
        own, text + "\n" + next.text, (plain + " " + next.plain).strip(), List.copyOf(both));
  }
}
