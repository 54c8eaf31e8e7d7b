package dev.understudy.experience.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads a script written as lines of `Name (speaking): text`, as models really write it: with
/// Markdown, numbers and drifting names.
///
/// - A line without a speaker goes on with the turn before it, as a new paragraph after a blank
///   line; so colons and brackets in speech are kept.
/// - A line that wholly stands in emphasis or brackets is narration, and so is a narrator's turn;
///   after it the turn before goes on.
/// - Rules, marks of code blocks, "Script:" and "The End" are marks of form. Words of the model to
///   whoever asked ("Here is the script:") are left out and told.
///
/// What stands before a colon without an action is a speaker when it names somebody present. A
/// stranger's name counts as one only when it has two words, or where no line of the script has an
/// action: `Listen: I know` can't be told from `Innkeeper: I know`.
final class ScriptParser {
  private static final Pattern MARK_OF_FORM =
      Pattern.compile(
          "`{3,}\\w*|[-*_=~#\\s]{3,}|[*_(\\[#\\s]*(?:the\\s+)?end(?: of (?:the )?(?:scene|script))?[.*_)\\]!]*"
              + "|[#*_\\s]*(?:the )?(?:script|dialogue|turns)[:*_]*",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern DIRECTION =
      Pattern.compile(
          "\\*{1,3}(?<a>[^*]+)\\*{1,3}|_{1,2}(?<b>[^_]+)_{1,2}|\\((?<c>[^()]+)\\)[.]?|\\[(?<d>[^\\[\\]]+)][.]?");

  /// What models say before a script. Behind its beginning this could be speech.
  private static final Pattern OPENING =
      Pattern.compile(
          "(?:sure|certainly|of course|okay|absolutely)\\b.*"
              + "|(?:here(?:'s| is| are)|below is|this is) (?:the|a|your|my)\\b.*(?:script|scene|dialogue).*",
          Pattern.CASE_INSENSITIVE);

  /// What they say anywhere, to nobody in the scene.
  private static final Pattern ASIDE =
      Pattern.compile(
          "[*_(]*(?:(?:please )?note|explanation|word count)[*_]*:.*"
              + "|i hope (?:this|that|it|the script|the scene) (?:helps|meets|works|fits|captures|is what)\\b.*"
              + "|let me know if (?:you|this|there|any)\\b.*|feel free to (?:ask|adjust|change|modify|let)\\b.*"
              + "|would you like me to\\b.*|as an ai\\b.*",
          Pattern.CASE_INSENSITIVE);

  private final Headers headers;
  private final List<RawTurn> turns = new ArrayList<>();
  private final List<String> around = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private Optional<Headers.Header> open = Optional.empty();
  private boolean paragraph;

  private ScriptParser(Headers headers) {
    this.headers = headers;
  }

  static Reading read(String reply, Speakers speakers, int leastTurns) {
    Headers headers = Headers.of(speakers, reply);
    var parser = new ScriptParser(headers);
    headers.apart(reply).lines().map(String::strip).forEach(parser::line);
    parser.close();
    if (parser.turns.stream().allMatch(RawTurn::isNarration)) {
      return new Reading.Misfit(Refusal.format("no line of the form Name (speaking): text"));
    }
    return Casting.cast(speakers, leastTurns, "", parser.turns, parser.around);
  }

  private void line(String line) {
    if (line.isEmpty()) {
      paragraph = true;
      return;
    }
    if (MARK_OF_FORM.matcher(line).matches()) {
      return;
    }
    Optional<Headers.Header> header = headers.in(line);
    if (header.isPresent()) {
      close();
      open = header;
      text.append(header.get().rest());
    } else {
      go(line);
    }
    paragraph = false;
  }

  /// A line without a speaker.
  private void go(String line) {
    Matcher direction = DIRECTION.matcher(line);
    boolean opening = turns.isEmpty() && open.isEmpty() && OPENING.matcher(line).matches();
    if (opening || ASIDE.matcher(line).matches()) {
      around.add(line);
    } else if (direction.matches()) {
      close();
      turns.add(RawTurn.narration(inner(direction)));
    } else if (open.isEmpty()) {
      turns.add(RawTurn.narration(line));
    } else {
      text.append(text.isEmpty() ? "" : paragraph ? "\n\n" : "\n").append(line);
    }
  }

  /// Ends the turn that is open; what comes without a speaker goes on with the same one.
  private void close() {
    open.filter(_ -> !text.isEmpty())
        .ifPresent(header -> turns.add(new RawTurn(header.who(), header.does(), text.toString())));
    text.setLength(0);
  }

  private static String inner(Matcher direction) {
    return List.of("a", "b", "c", "d").stream()
        .map(direction::group)
        .filter(group -> group != null)
        .collect(Collectors.joining());
  }
}
