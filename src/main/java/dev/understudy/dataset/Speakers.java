package dev.understudy.dataset;

import dev.understudy.dataset.ChatRecord.Said;
import dev.understudy.model.Role;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who speaks in the user's messages of a conversation, where names stand before the words.
final class Speakers {
  /// Up to five words, the first with a capital letter, and a colon.
  static final Pattern NAME =
      Pattern.compile("(\\p{Lu}[\\p{L}\\p{M}.'’-]*(?: [\\p{L}\\p{M}.'’-]+){0,4}): +");

  /// What stands before a colon and is nobody's name.
  private static final Set<String> NO_NAMES =
      Set.of(
          "User",
          "Human",
          "Question",
          "Q",
          "Note",
          "Example",
          "Instruction",
          "Instructions",
          "Input",
          "Task",
          "Context",
          "Text",
          "Title",
          "Summary",
          "Translation",
          "P.S.",
          "PS");

  private Speakers() {}

  /// Someone's part of a message.
  record Piece(String speaker, String text) {}

  /// The names in a conversation: those who are `present`, where that is known, else all when each
  /// of the user's messages begins with one.
  static Set<String> named(List<Said> said, List<String> present) {
    if (!present.isEmpty()) {
      return Set.copyOf(present);
    }
    var names = new LinkedHashSet<String>();
    for (Said one : said) {
      if (one.role() == Role.USER) {
        Matcher name = NAME.matcher(one.text());
        if (!name.lookingAt() || NO_NAMES.contains(name.group(1))) {
          return Set.of();
        }
        names.add(name.group(1));
      }
    }
    return names;
  }

  /// A message cut where one of `names` begins a line. With one name alone it is cut nowhere, and
  /// the name only taken off its beginning. `other` says what stands before.
  static List<Piece> pieces(String message, Set<String> names, String other) {
    var pieces = new ArrayList<Piece>();
    for (String line : message.split("\n", -1)) {
      Matcher name = NAME.matcher(line);
      boolean begins = pieces.isEmpty() || names.size() > 1;
      if (begins
          && name.lookingAt()
          && names.contains(name.group(1))
          && name.end() < line.length()) {
        pieces.add(new Piece(name.group(1), line.substring(name.end())));
      } else if (pieces.isEmpty()) {
        pieces.add(new Piece(other, line));
      } else {
        Piece last = pieces.removeLast();
        pieces.add(new Piece(last.speaker(), last.text() + "\n" + line));
      }
    }
    return pieces;
  }
}
