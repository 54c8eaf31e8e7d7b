package dev.understudy.profile;

import dev.understudy.profile.Content.About;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What Telegram Desktop exports as JSON: one chat, or all of them. Words passed on from somebody
/// else are nobody's here, and left out.
record TelegramReader() implements SourceReader {
  @Override
  public String format(Raw raw) {
    return "Telegram chat";
  }

  @Override
  public boolean reads(Raw raw) throws SourceException {
    return raw.json().filter(json -> !chats(json).isEmpty()).isPresent();
  }

  @Override
  public Content read(Raw raw, Names names) throws SourceException {
    var messages = new ArrayList<Message>();
    int others = 0;
    for (JsonNode chat : chats(raw.json().orElseThrow())) {
      String thread = text(chat.path("name")) + " " + chat.path("id");
      for (JsonNode said : chat.path("messages")) {
        String words = words(said.path("text"));
        boolean own = text(said.path("type")).equals("message") && !said.has("forwarded_from");
        if (own && !words.isBlank() && said.path("from").isString()) {
          messages.add(new Message(thread, text(said.path("from")), List.of(), at(said), words));
        } else {
          others++;
        }
      }
    }
    return new Content.Talk(
        About.titled("Telegram chat"),
        Medium.MESSAGES,
        messages,
        others == 0
            ? List.of()
            : List.of(
                "%,d without words, forwarded or of Telegram's own left out".formatted(others)));
  }

  private static List<JsonNode> chats(JsonNode json) {
    var chats = new ArrayList<JsonNode>();
    if (isChat(json)) {
      chats.add(json);
    }
    for (JsonNode chat : json.path("chats").path("list")) {
      if (isChat(chat)) {
        chats.add(chat);
      }
    }
    return chats;
  }

  private static boolean isChat(JsonNode json) {
    JsonNode first = json.path("messages").path(0);
    return first.has("date") && first.has("type") && first.has("id");
  }

  /// A string, or pieces of which some are marked as links, bold and the like.
  private static String words(JsonNode text) {
    if (!text.isArray()) {
      return text(text);
    }
    var words = new StringBuilder();
    for (JsonNode part : text) {
      words.append(part.isObject() ? text(part.path("text")) : text(part));
    }
    return words.toString();
  }

  private static String text(JsonNode node) {
    return node.isString() ? node.stringValue() : "";
  }

  private static Optional<LocalDateTime> at(JsonNode said) {
    try {
      return Optional.of(LocalDateTime.parse(text(said.path("date"))));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
