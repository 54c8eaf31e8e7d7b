package dev.understudy.experience.script;

import dev.understudy.llm.Fence;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Horizon;
import dev.understudy.person.Memory;
import dev.understudy.person.Passage;
import dev.understudy.person.Scene;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// What prompts are filled with. Whatever stems from a source stands between fences: passages,
/// memories, and plans, which a model made of them.
final class Material {
  private Material() {}

  static String passages(List<Passage> passages) {
    return passages.isEmpty()
        ? "(nothing beyond what stands above)"
        : passages.stream()
            .map(passage -> Fence.around(passage.text()))
            .collect(Collectors.joining("\n"));
  }

  static String memories(CharacterSheet sheet, List<Memory> memories) {
    return memories.isEmpty()
        ? ""
        : sheet.name()
            + " tells these memories in the talk, each in one spoken turn, in other words than here:\n"
            + Fence.around(
                memories.stream().map(m -> "- " + m.text()).collect(Collectors.joining("\n")));
  }

  static String plan(Scene scene, String theme, OptionalInt age) {
    return Fence.around(
        "Form: %s\nWhen: %s\nWhere: %s\nPresent: %s%s\nAbout: %s\n%s"
            .formatted(
                form(scene.form()),
                scene.time(),
                scene.place(),
                String.join(", ", scene.present()),
                age.isPresent() ? "\nAge of the main person: " + age.getAsInt() : "",
                theme,
                scene.background()));
  }

  /// What the character cannot know, as a sentence; empty where the sheet sets no bound.
  static String horizon(CharacterSheet sheet) {
    Horizon horizon = sheet.horizon();
    String until =
        horizon
            .until()
            .map(date -> sheet.name() + " knows nothing of what came after " + day(date) + ". ")
            .orElse("");
    String world =
        horizon
            .world()
            .map(w -> sheet.name() + " knows nothing outside this world: " + w + ". ")
            .orElse("");
    return (until + world).strip();
  }

  static String language(CharacterSheet sheet) {
    String name = Locale.forLanguageTag(sheet.language()).getDisplayLanguage(Locale.ENGLISH);
    return name.isEmpty() ? sheet.language() : name;
  }

  /// A year as people say it.
  static String year(int year) {
    return year < 0 ? -year + " BC" : "" + year;
  }

  private static String day(LocalDate date) {
    String month = date.getMonth().name();
    return "%d %s%s %s"
        .formatted(
            date.getDayOfMonth(),
            month.charAt(0),
            month.substring(1).toLowerCase(Locale.ROOT),
            year(date.getYear()));
  }

  private static String form(Scene.Form form) {
    return switch (form) {
      case ONE_TO_ONE -> "a talk between two";
      case INTERVIEW -> "an interview";
      case COMPANY -> "talk in company";
      case LETTER_ALOUD -> "a letter read or dictated aloud";
      case SPEECH -> "a speech";
      case DEBATE -> "a debate";
      case LESSON -> "a lesson";
      case REHEARSAL -> "a rehearsal";
      case LETTER -> "a letter";
      case MESSAGES -> "an exchange of messages";
    };
  }
}
