package dev.understudy.experience.script;

import dev.understudy.person.Turn;
import dev.understudy.person.Turn.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Makes a script of raw turns: every speaker gets the one name, every action is known, and
/// narration becomes something somebody does.
///
/// Narration before the first turn belongs to the background. Later it is acted by the first person
/// it names, else by whoever's turn was last. What partners do after the character's last turn is
/// left out, and told: nothing can be learnt from it, and a scene ends with a turn of the
/// character.
final class Casting {
  private final Speakers speakers;
  private final int leastTurns;
  private final StringBuilder background = new StringBuilder();
  private final List<Turn> turns = new ArrayList<>();
  private final List<Script.LeftOut> leftOut = new ArrayList<>();
  private final TreeSet<String> wrong = new TreeSet<>();

  private Casting(Speakers speakers, int leastTurns) {
    this.speakers = speakers;
    this.leastTurns = leastTurns;
  }

  /// @param around words of the model around the script
  static Reading cast(
      Speakers speakers,
      int leastTurns,
      String background,
      List<RawTurn> turns,
      List<String> around) {
    var casting = new Casting(speakers, leastTurns);
    casting.situate(background);
    turns.forEach(casting::add);
    around.forEach(text -> casting.leaveOut("chatter", "words around the script", text));
    return casting.done();
  }

  private void add(RawTurn raw) {
    String text = raw.text().strip();
    if (text.isEmpty()) {
      return;
    }
    if (raw.isNarration() || speakers.isNarrator(raw.who())) {
      narrate(text);
    } else if (speakers.isBackground(raw.who())) {
      situate(text);
    } else {
      play(raw, text);
    }
  }

  private void play(RawTurn raw, String text) {
    Doing doing = Doing.of(raw.does());
    Optional<String> name = speakers.named(raw.who());
    if (name.isEmpty()) {
      wrong.add("nobody here is called \"" + raw.who() + "\"");
    } else if (doing.action() == Action.THINKING && !name.get().equals(speakers.hero())) {
      wrong.add(name.get() + " thinks, which only " + speakers.hero() + " does");
    } else {
      turns.add(turn(name.get(), doing.action(), doing.with(text)));
    }
  }

  private void narrate(String text) {
    if (turns.isEmpty()) {
      situate(text);
    } else {
      String who = speakers.firstIn(text).orElse(turns.getLast().speaker());
      turns.add(turn(who, Action.ACTING, text));
    }
  }

  private void situate(String text) {
    background.append(background.isEmpty() || text.isBlank() ? "" : " ").append(text.strip());
  }

  private Reading done() {
    if (!wrong.isEmpty()) {
      return new Reading.Misfit(
          Refusal.speakers(String.join("; ", wrong) + " (here are " + speakers.all() + ")"));
    }
    boolean speaks = turns.stream().anyMatch(t -> isHero(t) && t.action() == Action.SPEAKING);
    if (!speaks) {
      return misfit(speakers.hero() + " says nothing");
    }
    while (!isHero(turns.getLast())) {
      Turn last = turns.removeLast();
      leaveOut(
          "trailing",
          last.speaker() + " has the last word, which the character answers with nothing",
          last.text());
    }
    return turns.size() < leastTurns
        ? misfit("only " + turns.size() + " turns; at least " + leastTurns + " are wanted")
        : new Reading.Fits(new Script(background.toString(), turns, leftOut));
  }

  private boolean isHero(Turn turn) {
    return turn.speaker().equals(speakers.hero());
  }

  private void leaveOut(String filter, String reason, String text) {
    leftOut.add(new Script.LeftOut(new Refusal(filter, reason), text));
  }

  private static Turn turn(String who, Action action, String text) {
    return new Turn(who, action, text, List.of());
  }

  private static Reading misfit(String reason) {
    return new Reading.Misfit(Refusal.format(reason));
  }
}
