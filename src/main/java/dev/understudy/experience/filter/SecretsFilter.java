package dev.understudy.experience.filter;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Passage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Masks personal data of others in what was drawn from letters and chats: their addresses and
/// numbers, birth dates, and illnesses told of somebody by name. Nothing else is changed, not even
/// in what was really said.
///
/// What was drawn from published sources alone is let through as it is.
final class SecretsFilter implements Filter {
  /// A capitalised word that begins no sentence, or that does something at its beginning: a name,
  /// most often.
  private static final Pattern NAME =
      Pattern.compile(
          "(?<=[\\p{Ll},;] )\\p{Lu}\\p{Ll}{2,}"
              + "|(?<=^|[.!?\\n] )\\p{Lu}\\p{Ll}{2,}(?= (?:is|was|has|had|went|got|suffers|takes|took|died|needs|lost|drinks|hat|ist|war)\\b)");

  private static final Set<String> NO_NAMES =
      Set.of(
          ("God Lord Christ Jesus Heaven Christmas Easter Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
                  + " January February March April May June July August September October November December"
                  + " She They This That There What Who Everybody Nobody Somebody Everything Nothing Here Yesterday")
              .split(" "));

  private final CharacterSheet sheet;
  private final Set<String> personal;
  private final Masks masks;

  SecretsFilter(Life life, Set<Secret> keep) {
    sheet = life.sheet();
    personal =
        life.passages().stream()
            .filter(p -> p.origin().map(Passage.Origin::personal).orElse(false))
            .map(Passage::id)
            .collect(Collectors.toUnmodifiableSet());
    masks = new Masks(keep);
  }

  @Override
  public FilterName name() {
    return FilterName.SECRETS;
  }

  @Override
  public Decision look(Experience e) {
    boolean isPrivate =
        e.kind() == Experience.Kind.VERBATIM
            || e.scene().passages().stream().anyMatch(personal::contains);
    if (!isPrivate) {
      return Decision.KEEP;
    }
    List<String> others = others(e);
    Experience masked = Rewritten.texts(e, text -> masks.masked(text, others));
    return masked.equals(e) ? Decision.KEEP : new Decision.Change(masked);
  }

  private List<String> others(Experience e) {
    var others = new TreeSet<String>(e.scene().present());
    Stream.concat(Stream.of(e.scene().background()), e.turns().stream().map(t -> t.text()))
        .flatMap(text -> NAME.matcher(text).results().map(MatchResult::group))
        .forEach(others::add);
    others.removeAll(NO_NAMES);
    others.removeIf(name -> sheet.isNamed(name) || List.of(sheet.name().split(" ")).contains(name));
    return List.copyOf(others);
  }
}
