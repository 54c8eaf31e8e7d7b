package dev.understudy.scene;

import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.Fence;
import dev.understudy.llm.Prompt;
import dev.understudy.llm.Shape;
import dev.understudy.llm.Shapes;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Memory;
import dev.understudy.person.Scene.Form;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Puts a planned scene into words for a model.
record ScenePrompt(Prompt prompt, CharacterSheet sheet, SceneSettings settings) {
  static ScenePrompt of(SceneStage.Input input) {
    return new ScenePrompt(
        Prompt.load(input.prompts(), "scene/plan"), input.sheet(), input.settings());
  }

  /// @param avoid people who shall not come again
  ChatRequest request(Slot slot, Casting casting, List<String> avoid) {
    Shape shape = SceneReply.asked(slot);
    Map<String, String> values =
        Map.ofEntries(
            Map.entry("name", sheet.name()),
            Map.entry("who", Introduction.of(sheet)),
            Map.entry("horizon", Introduction.horizon(sheet)),
            Map.entry("language", Introduction.language(sheet)),
            Map.entry(
                "passage", Fence.around(slot.passage().title() + "\n\n" + slot.passage().text())),
            Map.entry("memories", memories(slot)),
            Map.entry("form", form(slot.form())),
            Map.entry("partner", partner(slot, casting)),
            Map.entry("about", casting.about()),
            Map.entry("kind_of_place", casting.place()),
            Map.entry("time", time(slot)),
            Map.entry("hour", casting.when()),
            Map.entry("avoid", avoid(avoid)),
            Map.entry("shape", Shapes.describe(shape)));
    return ChatRequest.shaped(prompt.fill(values), settings.sampling(), shape);
  }

  private String memories(Slot slot) {
    return slot.memories().isEmpty()
        ? ""
        : "What "
            + sheet.name()
            + " will tell in this scene, in "
            + sheet.name()
            + "'s own words:\n\n"
            + Fence.around(
                slot.memories().stream().map(Memory::text).collect(Collectors.joining("\n")));
  }

  private String form(Form form) {
    String name = sheet.name();
    return switch (form) {
      case ONE_TO_ONE -> "a talk between " + name + " and one other person";
      case INTERVIEW -> "an interview: one other person has come to ask " + name + " questions";
      case COMPANY -> "a talk in company: " + name + " and two to four others";
      case LETTER_ALOUD -> name + " reads a letter aloud to somebody, and they talk about it";
      case SPEECH -> name + " speaks to a few people, who ask questions and object";
      case DEBATE -> "a dispute between " + name + " and one or two others";
      case LESSON -> name + " teaches somebody, or is taught";
      case REHEARSAL -> name + " tries out or practises something with others";
      case LETTER -> "letters between " + name + " and one other person";
      case MESSAGES -> "short messages between " + name + " and one other person";
    };
  }

  private String partner(Slot slot, Casting casting) {
    return slot.partner() == Partner.TODAY
        ? casting.who()
            + ", a person of our own day, who is here with a worry; nobody wonders how that can be"
        : casting.who() + ", somebody of " + sheet.name() + "'s own time and world";
  }

  private String time(Slot slot) {
    String ages =
        slot.born().isPresent() && slot.years().isPresent()
            ? ages(slot.years().get(), slot.born().getAsInt())
            : "";
    return slot.years()
        .map(years -> "choose a year from " + years.told() + ages)
        .orElse("a moment of " + sheet.name() + "'s life in which this can be told");
  }

  private String ages(Years years, int born) {
    int from = years.first() - born;
    int to = years.last() - born;
    return ", when "
        + sheet.name()
        + " is "
        + (from == to ? from : from + " to " + to)
        + " years old";
  }

  /// The names come from replies to prompts with sources in them.
  private static String avoid(List<String> people) {
    return people.isEmpty()
        ? ""
        : "These have been there already; choose somebody else:\n\n"
            + Fence.around(String.join("\n", people));
  }
}
