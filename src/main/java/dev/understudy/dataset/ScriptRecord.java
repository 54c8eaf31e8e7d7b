package dev.understudy.dataset;

import dev.understudy.person.Experience;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import dev.understudy.person.Turn.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// A record of the public Character-LLM files, of either kind.
final class ScriptRecord {
  /// `Name (action): text`, the name perhaps in bold, the text of any number of lines.
  private static final Pattern TURN =
      Pattern.compile(
          "(?s)[*_]*([^\\n:()*]{1,80}?)[*_]*\\s*\\(([^()\\n]{1,40})\\)[*_]*:[*_]*\\s*(.*)");

  /// A turn whose forerunner was not closed.
  private static final Pattern NEXT =
      Pattern.compile(
          "\\n(?=[*_]*[^\\n:()*]{1,80}?[*_]*\\s*\\((?:speaking|thinking|acting)\\)[*_]*:)");

  private static final Pattern LOCATION = Pattern.compile("(?m)^\\s*Location:[ \\t]*(.*)$");
  private static final Pattern STATUS =
      Pattern.compile("(?ms)^\\s*Status:[ \\t]*(.*?)\\s*(?:\\n\\s*\\n|\\z)");

  private static final Set<String> PLAIN =
      Set.of(
          "",
          "speaking",
          "speaks",
          "speak",
          "says",
          "saying",
          "thinking",
          "thinks",
          "thought",
          "thoughts",
          "acting",
          "acts",
          "action");

  private final Importing importing;

  ScriptRecord(Importing importing) {
    this.importing = importing;
  }

  Experience read(JsonNode record, String where) throws Refused {
    return record.has("dialogue") ? generated(record, where) : prompted(record, where);
  }

  private Experience prompted(JsonNode record, String where) throws Refused {
    String prompt = text(record, "prompt");
    List<Turn> turns = turns(text(record, "output"));
    Matcher location = LOCATION.matcher(prompt);
    Matcher status = STATUS.matcher(prompt);
    boolean found = status.find();
    return experience(
        record,
        where,
        location.find() ? location.group(1).strip() : "",
        found ? status.group(1).strip() : prompt.strip(),
        turns);
  }

  private List<Turn> turns(String output) throws Refused {
    var turns = new ArrayList<Turn>();
    for (String closed : output.split(Pattern.quote(PromptedLine.END), -1)) {
      for (String piece : NEXT.split(closed.strip())) {
        add(piece.strip(), turns);
      }
    }
    return turns;
  }

  /// What stands there without a speaker belongs to the turn before it.
  private void add(String piece, List<Turn> turns) throws Refused {
    Matcher turn = TURN.matcher(piece);
    if (piece.isEmpty()) {
      return;
    }
    if (turn.matches()) {
      turns.add(turn(turn.group(1), turn.group(2), turn.group(3)));
    } else if (turns.isEmpty()) {
      throw new Refused("its output begins with no speaker: " + shown(piece));
    } else {
      Turn last = turns.removeLast();
      turns.add(
          new Turn(last.speaker(), last.action(), last.text() + "\n" + piece, last.memories()));
    }
  }

  private Experience generated(JsonNode record, String where) throws Refused {
    JsonNode dialogue = record.path("dialogue");
    if (!dialogue.isArray()) {
      throw new Refused("its dialogue is no list");
    }
    var turns = new ArrayList<Turn>();
    for (JsonNode said : dialogue) {
      turns.add(
          turn(
              text(said, "role"),
              said.path("action").asString("(speaking)"),
              text(said, "content").strip()));
    }
    return experience(
        record, where, record.path("location").asString("").strip(), setting(record), turns);
  }

  private static String setting(JsonNode record) {
    JsonNode setting = record.path("setting");
    return setting.isArray()
        ? StreamSupport.stream(setting.spliterator(), false)
            .map(part -> part.asString("").strip())
            .collect(Collectors.joining(" "))
        : setting.asString("").strip();
  }

  private Turn turn(String name, String did, String text) throws Refused {
    String speaker = importing.canonical(name.replaceAll("[*_]", "").strip());
    String word = did.replaceAll("[()]", "").strip().toLowerCase(Locale.ROOT);
    Action action = action(word);
    if (text.isBlank()) {
      throw new Refused("a turn of " + speaker + " is empty");
    }
    if (action == Action.THINKING && !importing.isOwn(speaker)) {
      throw new Refused("%s thinks, and only %s may".formatted(speaker, importing.sheet().name()));
    }
    // Whatever else is told of it is kept beside the words.
    return new Turn(
        speaker, action, PLAIN.contains(word) ? text : "(" + word + ") " + text, List.of());
  }

  private static Action action(String word) {
    if (word.startsWith("think") || word.startsWith("thought")) {
      return Action.THINKING;
    }
    return word.startsWith("acti") || word.equals("acts") ? Action.ACTING : Action.SPEAKING;
  }

  private Experience experience(
      JsonNode record, String where, String place, String background, List<Turn> turns)
      throws Refused {
    List<String> present = importing.present(turns);
    return importing.experience(
        record,
        where,
        new Scene(Importing.form(present), "", place, present, background, List.of()),
        turns);
  }

  private static String text(JsonNode record, String field) throws Refused {
    JsonNode value = record.path(field);
    if (!value.isString()) {
      throw new Refused("its " + field + (value.isMissingNode() ? " is missing" : " is no text"));
    }
    return value.stringValue();
  }

  private static String shown(String piece) {
    return piece.length() <= 60 ? piece : piece.substring(0, 60) + "…";
  }
}
