package dev.understudy.experience.script;

import dev.understudy.experience.Form;
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
/// it names, else by whoever's turn was last. What comes after the character's last reply is left
/// out, and told: a scene ends with a reply of the character.
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
    if (turns.stream().noneMatch(this::isReply)) {
      return misfit(speakers.hero() + " says nothing");
    }
    List<Turn> after = turns.subList(1 + lastReply(), turns.size());
    after.forEach(turn ->
        leaveOut("trailing", turn.speaker() + " after the character's last reply", turn.text()));
    after.clear();
    return turns.size() < leastTurns
        ? misfit("only " + turns.size() + " turns; at least " + leastTurns + " are wanted")
        : new Reading.Fits(new Script(background.toString(), turns, leftOut));
  }

  private int lastReply() {
    int last = turns.size() - 1;
    while (!isReply(turns.get(last))) {
      last--;
    }
    return last;
  }

  private boolean isReply(Turn turn) {
    return Form.isReply(turn, speakers.hero());
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
