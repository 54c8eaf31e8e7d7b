package dev.understudy.profile;

import dev.understudy.profile.Content.About;
import dev.understudy.profile.Content.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import tools.jackson.databind.JsonNode;

/// A character card (V1 to V3) as JSON, or in the picture that carries it. What it tells of the
/// character is taken; its orders to a model, and notes to users, are not.
record CardReader() implements SourceReader {
  @Override
  public String format(Raw raw) {
    return "character card";
  }

  @Override
  public boolean reads(Raw raw) throws SourceException {
    return raw.begins("\u0089PNG\r\n") || raw.json().filter(CardReader::isCard).isPresent();
  }

  private static boolean isCard(JsonNode json) {
    boolean spec = text(json, "spec").startsWith("chara_card");
    return spec && json.path("data").isObject()
        || json.has("name") && json.has("description") && json.has("first_mes");
  }

  @Override
  public Content read(Raw raw, Names names) throws SourceException {
    JsonNode json = raw.begins("\u0089PNG") ? PngCard.in(raw) : raw.json().orElseThrow();
    if (!isCard(json)) {
      throw new SourceException(
          "holds no card of a kind that is known here", "Save it as V2 or V3.");
    }
    JsonNode card = json.path("data").isObject() ? json.path("data") : json;
    String name = CleanText.line(text(card, "name"));
    var notes = new ArrayList<String>();
    if (!name.isEmpty() && !names.isHero(name)) {
      notes.add("it is a card of " + name);
    }
    About about = About.titled(name.isEmpty() ? raw.title() : name);
    return new Content.Document(
        about.by(CleanText.line(text(card, "creator"))), sections(card, name), notes);
  }

  private static List<Section> sections(JsonNode card, String name) {
    var sections = new ArrayList<Section>();
    add(sections, "Description", text(card, "description"), name);
    add(sections, "Personality", text(card, "personality"), name);
    add(sections, "Scenario", text(card, "scenario"), name);
    add(sections, "First words", text(card, "first_mes"), name);
    for (JsonNode greeting : card.path("alternate_greetings")) {
      add(sections, "Other first words", string(greeting), name);
    }
    add(sections, "Examples", text(card, "mes_example"), name);
    for (JsonNode entry : card.path("character_book").path("entries")) {
      add(sections, text(entry, "name"), text(entry, "content"), name);
    }
    return sections;
  }

  private static void add(List<Section> sections, String title, String marked, String name) {
    String hero = Matcher.quoteReplacement(name.isEmpty() ? "the character" : name);
    String text =
        marked
            .replaceAll("(?i)\\{\\{char\\}\\}|<bot>|<char>", hero)
            .replaceAll("(?i)\\{\\{user\\}\\}|<user>", "the visitor")
            .replaceAll("(?i)<start>", "\n\n")
            .replaceAll("\\{\\{[^{}]{0,200}\\}\\}", "");
    List<String> paragraphs = Paragraphs.of(text.replace("\r", ""));
    if (!paragraphs.isEmpty()) {
      sections.add(new Section(CleanText.line(title), 1, paragraphs));
    }
  }

  private static String text(JsonNode json, String field) {
    return string(json.path(field));
  }

  private static String string(JsonNode node) {
    return node.isString() ? node.stringValue() : "";
  }
}
