package dev.understudy.experience;

import dev.understudy.person.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Everybody goes by one name and is present; only the character thinks.
record SpeakersRule() implements Rule {
  @Override
  public Stream<Finding> check(Dataset d) {
    var reasons = new ArrayList<String>();
    String hero = d.sheet().name();
    d.experiences().stream()
        .filter(e -> e.scene().present().stream().anyMatch(d.sheet()::isNamed))
        .forEach(e -> reasons.add(e.id() + ": the list of who is present names " + hero));
    d.turns().forEach(t -> turn(t, d, reasons));
    return Stream.of(Finding.none("wrong speakers", reasons));
  }

  private static void turn(Dataset.Placed t, Dataset d, List<String> reasons) {
    String speaker = t.turn().speaker();
    String hero = d.sheet().name();
    if (speaker.equals(hero)) {
      return;
    }
    if (d.sheet().isNamed(speaker)) {
      reasons.add(t.place() + ": " + speaker + " goes by the name " + hero);
    } else if (!t.experience().scene().present().contains(speaker)) {
      reasons.add(t.place() + ": " + speaker + " is not present");
    } else if (t.turn().action() == Turn.Action.THINKING) {
      reasons.add(t.place() + ": " + speaker + " thinks");
    } else if (!t.turn().memories().isEmpty()) {
      reasons.add(t.place() + ": " + speaker + " tells a memory of " + hero);
    }
  }
}
