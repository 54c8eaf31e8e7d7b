package dev.understudy.dataset;

import dev.understudy.model.Role;
import dev.understudy.person.Experience;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A conversation of the `messages` or the `sharegpt` format.
///
/// @see Talk what becomes of it
final class ChatRecord {
  /// How one format names what it has.
  private record Names(String list, String role, String text) {}

  private static final Names MESSAGES = new Names("messages", "role", "content");
  private static final Names SHAREGPT = new Names("conversations", "from", "value");

  private final Importing importing;
  private final Talk talk;

  ChatRecord(Importing importing) {
    this.importing = importing;
    this.talk = new Talk(importing);
  }

  /// One message.
  record Said(Role role, String text) {}

  Experience read(JsonNode record, String where) throws Refused {
    Names names = record.has(MESSAGES.list()) ? MESSAGES : SHAREGPT;
    List<Said> said = said(record, names);
    boolean told = said.getFirst().role() == Role.SYSTEM;
    String system = told ? said.getFirst().text() : record.path("system").asString("");
    List<Said> turns = said.subList(told ? 1 : 0, said.size());
    if (turns.stream().anyMatch(s -> s.role() == Role.SYSTEM)) {
      throw new Refused("has a system message that is not its first; only one can be kept");
    }
    Talk.Played played = talk.of(system, turns);
    return importing.experience(record, where, played.scene(), played.turns());
  }

  private static List<Said> said(JsonNode record, Names names) throws Refused {
    JsonNode list = record.path(names.list());
    if (!list.isArray()) {
      throw new Refused("its " + names.list() + " are no list");
    }
    var said = new ArrayList<Said>();
    for (JsonNode message : list) {
      int number = said.size() + 1;
      Role role = role(message, names, number);
      said.add(new Said(role, text(message, names, number, role)));
    }
    if (said.stream().allMatch(s -> s.role() == Role.SYSTEM)) {
      throw new Refused("says nothing");
    }
    return said;
  }

  private static Role role(JsonNode message, Names names, int number) throws Refused {
    String role = message.path(names.role()).asString("");
    if (message.hasNonNull("tool_calls") || message.hasNonNull("function_call")) {
      throw new Refused("message " + number + " calls a tool, which no character does");
    }
    // OpenAI's mark for a reply that is not to be learnt.
    if (message.path("weight").isNumber() && message.path("weight").asDouble() == 0) {
      throw new Refused("message " + number + " has weight 0, and all of his turns are learnt");
    }
    return switch (role) {
      case "system", "developer" -> Role.SYSTEM;
      case "user", "human" -> Role.USER;
      case "assistant", "gpt", "chatgpt", "bing", "bard", "model", "bot" -> Role.ASSISTANT;
      case "" -> throw new Refused("message " + number + " has no " + names.role());
      default -> throw new Refused("message " + number + " is from '" + role + "'");
    };
  }

  private static String text(JsonNode message, Names names, int number, Role role) throws Refused {
    JsonNode content = message.path(names.text());
    String text =
        content.isString()
            ? content.stringValue()
            : parts(content)
                .orElseThrow(() -> new Refused("message " + number + " has more than text"));
    if (text.isBlank() && role != Role.SYSTEM) {
      throw new Refused("message " + number + " is empty");
    }
    return text;
  }

  /// Texts in a list of parts; none when there is something else among them.
  private static Optional<String> parts(JsonNode content) {
    var texts = new ArrayList<String>();
    for (JsonNode part : content) {
      if (!part.path("type").asString("").equals("text") || !part.path("text").isString()) {
        return Optional.empty();
      }
      texts.add(part.path("text").stringValue());
    }
    return texts.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", texts));
  }
}
