package dev.understudy.experience.filter;

import dev.understudy.experience.Form;
import dev.understudy.experience.Speakers;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Turn;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Turns are whole, nothing of the format they came in is left in them, and the character speaks.
///
/// What others say after the character's last reply is cut, since nothing is learnt of it; a talk
/// that was really had is left as it was.
record FormatFilter(CharacterSheet sheet) implements Filter {
  /// Marks of chat templates, Markdown and JSON, and a speaker's label inside a text.
  private static final Pattern LEFTOVER =
      Pattern.compile(
          "<\\|[^|\\n]*\\|>|</?s>|\\[/?INST]|</?(?:start|end)_of_turn>|```|(?m)^#{1,6} |\\*\\*[^*]+\\*\\*"
              + "|\"(?:speaker|action|text|content|role)\"\\s*:"
              + "|\\((?:speaking|thinking|acting)\\)\\s*:?");

  @Override
  public FilterName name() {
    return FilterName.FORMAT;
  }

  @Override
  public Decision look(Experience e) {
    Optional<Decision> wrong =
        Stream.concat(Form.empty(e).stream().map(Object::toString), wrong(e))
            .findFirst()
            .map(Decision.Reject::new);
    return wrong.orElseGet(() -> closed(e));
  }

  private Stream<String> wrong(Experience e) {
    String hero = sheet.name();
    if (e.turns().isEmpty()) {
      return Stream.of("has no turns");
    }
    if (e.turns().stream().noneMatch(turn -> Form.isReply(turn, hero))) {
      return Stream.of(hero + " never speaks");
    }
    return Numbered.turns(e)
        .flatMap(t ->
            Speakers.wrongDeed(t.turn(), sheet)
                .or(() -> leftover(t.text(), e))
                .map(t::tells)
                .stream());
  }

  private Optional<String> leftover(String text, Experience e) {
    Matcher mark = LEFTOVER.matcher(text);
    if (mark.find()) {
      return Optional.of("a mark is left in it: " + mark.group().strip());
    }
    return Stream.concat(
            Stream.concat(Stream.of(sheet.name()), sheet.aliases().stream()),
            e.scene().present().stream())
        .filter(name -> labels(text, name))
        .findFirst()
        .map(name -> "holds a turn of " + name);
  }

  /// Whether a line begins with a name and a colon, as in a script.
  private static boolean labels(String text, String name) {
    int at = text.indexOf(name);
    while (at >= 0) {
      boolean begins = at == 0 || text.charAt(at - 1) == '\n';
      if (begins && text.startsWith(":", at + name.length())) {
        return true;
      }
      at = text.indexOf(name, at + 1);
    }
    return false;
  }

  private Decision closed(Experience e) {
    if (e.kind() == Experience.Kind.VERBATIM || Form.isClosed(e, sheet.name())) {
      return Decision.KEEP;
    }
    List<Turn> turns = e.turns();
    int end = turns.size();
    while (!Form.isReply(turns.get(end - 1), sheet.name())) {
      end--;
    }
    return new Decision.Change(Rewritten.turns(e, turns.subList(0, end)));
  }
}
