package dev.understudy.experience.filter;

import dev.understudy.experience.MachineTalk;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Nobody speaks of the scene as of a text that is being written, the character does not speak as a
/// machine, and a child does not look back on a life.
///
/// In a protective scene the interviewer may, and the character may say the interviewer's words
/// after him, to deny them.
final class MetaTalkFilter implements Filter {
  private static final Pattern META = Phrases.pattern("meta-talk.txt");
  private static final Pattern HINDSIGHT = Phrases.pattern("hindsight.txt");

  /// Years of age at which people begin to look back.
  private static final int GROWN = 15;

  private final CharacterSheet sheet;

  MetaTalkFilter(CharacterSheet sheet) {
    this.sheet = sheet;
  }

  @Override
  public FilterName name() {
    return FilterName.META_TALK;
  }

  @Override
  public Decision look(Experience e) {
    if (e.kind() == Experience.Kind.VERBATIM) {
      return Decision.KEEP;
    }
    return Stream.of(machine(e), meta(e), hindsight(e))
        .flatMap(found -> found)
        .findFirst()
        .<Decision>map(Decision.Reject::new)
        .orElse(Decision.KEEP);
  }

  private Stream<String> machine(Experience e) {
    return Numbered.own(e, sheet.name())
        .flatMap(t ->
            MachineTalk.in(t.text()).map(said -> t.tells("speaks as a machine: \"" + said + "\"")));
  }

  private Stream<String> meta(Experience e) {
    boolean provoked = e.kind() == Experience.Kind.PROTECTIVE;
    Stream<Numbered> judged = provoked ? Numbered.own(e, sheet.name()) : Numbered.turns(e);
    return judged.flatMap(t ->
        Phrases.in(META, t.text())
            .filter(said -> !provoked || !wasSaid(said, e, t.number()))
            .map(said -> t.tells("\"" + said.strip() + "\"")));
  }

  /// Whether somebody else said the same before.
  private boolean wasSaid(String said, Experience e, int before) {
    String wanted = said.toLowerCase(Locale.ROOT);
    return Numbered.turns(e)
        .limit(before - 1L)
        .filter(t -> !t.turn().speaker().equals(sheet.name()))
        .anyMatch(t -> t.text().toLowerCase(Locale.ROOT).contains(wanted));
  }

  private Stream<String> hindsight(Experience e) {
    return isChild(e)
        ? Numbered.own(e, sheet.name())
            .flatMap(t ->
                Phrases.in(HINDSIGHT, t.text())
                    .map(said -> t.tells("a child looks back: \"" + said + "\"")))
        : Stream.empty();
  }

  private boolean isChild(Experience e) {
    return sheet.born().isPresent()
        && e.scene().year().isPresent()
        && e.scene().year().getAsInt() - sheet.born().get().getYear() < GROWN;
  }
}
