package dev.understudy.experience.filter;

import dev.understudy.experience.LateYears;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Experience.Partner;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The character, and people of the character's time, know nothing before its time: no year after
/// the scene's or the horizon, no word for what came later.
///
/// A user of today may use any word, and the character may say it after him, to wonder at it; not
/// to speak of it as a thing of his own.
final class AnachronismFilter implements Filter {
  private final CharacterSheet sheet;
  private final DatedWords words;

  AnachronismFilter(CharacterSheet sheet, DatedWords words) {
    this.sheet = sheet;
    this.words = words;
  }

  @Override
  public FilterName name() {
    return FilterName.ANACHRONISM;
  }

  @Override
  public Decision look(Experience e) {
    OptionalInt last = last(e);
    if (e.kind() == Kind.VERBATIM) {
      return Decision.KEEP;
    }
    if (last.isEmpty()) {
      return new Decision.Unchecked("neither scene nor horizon has a year to date words against");
    }
    return Stream.of(years(e, last.getAsInt()), late(e, last.getAsInt()))
        .flatMap(found -> found)
        .findFirst()
        .<Decision>map(Decision.Reject::new)
        .orElse(Decision.KEEP);
  }

  private OptionalInt last(Experience e) {
    Optional<Integer> horizon = sheet.horizon().until().map(LocalDate::getYear);
    OptionalInt scene = e.scene().year();
    return scene.isPresent() && horizon.isPresent()
        ? OptionalInt.of(Math.min(scene.getAsInt(), horizon.get()))
        : scene.isPresent() ? scene : horizon.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  private Stream<String> years(Experience e, int last) {
    return Numbered.own(e, sheet.name()).flatMap(t -> LateYears.in(t.text(), last).map(t::tells));
  }

  private Stream<String> late(Experience e, int last) {
    boolean today = e.partner() == Partner.TODAY || e.kind() == Kind.PROTECTIVE;
    Set<String> heard = new HashSet<>();
    if (today) {
      words.after(last, e.scene().background()).forEach(d -> heard.add(d.name()));
    }
    Stream<String> background =
        today ? Stream.empty() : told(words.after(last, e.scene().background()).stream());
    return Stream.concat(
        background.map(what -> "background: " + what),
        Numbered.turns(e).flatMap(t -> late(t, last, today, heard)));
  }

  private Stream<String> late(Numbered t, int last, boolean today, Set<String> heard) {
    boolean own = t.turn().speaker().equals(sheet.name());
    Stream<DatedWords.Dated> found = words.after(last, t.text()).stream();
    if (!own && today) {
      found.forEach(d -> heard.add(d.name()));
      return Stream.empty();
    }
    return told(found.filter(d -> !heard.contains(d.name()) || isKnown(d, t.text()))).map(t::tells);
  }

  /// Whether it is spoken of as one's own: "my telephone", "we watched television".
  private static boolean isKnown(DatedWords.Dated d, String text) {
    String word = Pattern.quote(d.word().toLowerCase(Locale.ROOT));
    return Pattern.compile(
            "\\b(?:my|our|(?:i|we) (?:always |often |also |once |too |just |have |had |'ve )?"
                + "(?:use|used|watch|watched|drove|drive|flew|own|owned|love|loved|like|liked|bought|call|called"
                + "|took|take|play|played|listen to|prefer)(?: (?:a|an|the|my|our|by|on|with|old|new)){0,2}) "
                + word)
        .matcher(text.toLowerCase(Locale.ROOT))
        .find();
  }

  private static Stream<String> told(Stream<DatedWords.Dated> found) {
    return found.map(d -> "\"" + d.word() + "\" could not be known before " + d.year());
  }
}
