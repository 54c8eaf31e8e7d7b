package dev.understudy.experience.filter;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Turn;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The character speaks and thinks as "I", and is not told of by name like somebody else.
///
/// Only a sentence that begins with the name and goes on as a narrator would is taken for one:
/// people do say their name, repeat what others say of them, and have relatives who bear it. What
/// they do (`acting`) is told in the third person as it should be.
final class PersonFilter implements Filter {
  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»");

  /// What a narrator lets somebody do.
  private static final String DOES =
      "(?:(?:is|was|has|had|does|did|will|would|can|could|must|should)(?! (?:my|what|too|also|not my|(?:the|a)(?: \\w+)? name)\\b)"
          + "|says?|said|thinks?|thought|feels?|felt|knows?|knew|looks?|looked|sees|saw|hears|heard"
          + "|smiles?|smiled|nods?|nodded|sighs?|sighed|laughs?|laughed|pauses?|paused|turns?|turned"
          + "|replies|replied|answers?|answered|asks?|asked|explains?|explained|whispers?|whispered"
          + "|wonders?|wondered|remembers?|remembered|recalls?|recalled|tries|tried|wants?|wanted"
          + "|believes?|believed|hopes?|hoped|loves?|loved|begins?|began|takes?|took|leans?|leaned"
          + "|goes|went|comes|came|stands?|stood|sits?|sat|walks?|walked|realizes?|realized"
          + "|realises?|realised|decides?|decided|considers?|considered|continues?|continued"
          + "|reflects?|reflected|responds?|responded|speaks?|spoke|tells?|told|works?|worked"
          + "|becomes?|became|lived|lives|learned|learnt|learns|grew|grows|built|builds|made|makes)";

  private static final String OWN_THINGS =
      "['’]s? (?:heart|mind|hands?|eyes?|voice|face|thoughts?|fingers|gaze|expression|breath|cheeks)";

  private static final String BEGINNING =
      "(?:^|[.!?…;:—\\n]\\s*|\\b(?:[Aa]nd|[Bb]ut|[Ss]o|[Tt]hen|[Yy]et|[Bb]ecause|[Ww]hile|[Aa]s)\\s+"
          + "|\\b(?:[Ss]uddenly|[Nn]ow|[Tt]oday|[Ii]nside|[Ff]inally),?\\s+)";

  private final CharacterSheet sheet;
  private final Pattern named;
  private final Pattern himself =
      Pattern.compile(
          "\\b(?:he|she) (?:\\w+ly )?(?:thinks?|thought|wonders?|wondered|muses?|mused|says?|said|reflects?|reflected)"
              + " to (?:him|her)self\\b",
          Pattern.CASE_INSENSITIVE);

  PersonFilter(CharacterSheet sheet) {
    this.sheet = sheet;
    named =
        Pattern.compile(
            BEGINNING
                + "(?:"
                + names(sheet)
                + ")(?:"
                + OWN_THINGS
                + "|,? (?:\\w+ly )?"
                + DOES
                + "\\b)");
  }

  private static String names(CharacterSheet sheet) {
    String first = sheet.name().split(" ")[0];
    return Stream.concat(Stream.of(sheet.name(), first), sheet.aliases().stream())
        .distinct()
        .sorted(Comparator.comparingInt(String::length).reversed())
        .map(Pattern::quote)
        .collect(Collectors.joining("|"));
  }

  @Override
  public FilterName name() {
    return FilterName.PERSON;
  }

  @Override
  public Decision look(Experience e) {
    if (e.kind() == Experience.Kind.VERBATIM) {
      return Decision.KEEP;
    }
    return Numbered.own(e, sheet.name())
        .filter(t -> t.turn().action() != Turn.Action.ACTING)
        .flatMap(t -> told(t.text()).map(t::tells).stream())
        .findFirst()
        .<Decision>map(Decision.Reject::new)
        .orElse(Decision.KEEP);
  }

  private Optional<String> told(String text) {
    String plain = QUOTED.matcher(text).replaceAll("");
    return Arrays.asList(named, himself).stream()
        .map(pattern -> pattern.matcher(plain))
        .filter(Matcher::find)
        .findFirst()
        .map(found -> "tells of himself by name: \"" + found.group().strip() + "\"");
  }
}
