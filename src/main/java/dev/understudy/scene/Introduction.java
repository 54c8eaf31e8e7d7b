package dev.understudy.scene;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Horizon;
import java.time.LocalDate;
import java.util.Locale;

/// How prompts speak of a character: only of what the user or the rules know, nothing from sources.
final class Introduction {
  private Introduction() {}

  /// Such as `Ada Lovelace is a person of history, born in 1815, who died in 1852.`
  static String of(CharacterSheet sheet) {
    return sheet.name()
        + " is "
        + kind(sheet.kind())
        + sheet.born().map(date -> ", born in " + year(date)).orElse("")
        + sheet.died().map(date -> ", who died in " + year(date)).orElse("")
        + ".";
  }

  /// What the character cannot know, as a sentence; empty where nothing is known of it.
  static String horizon(CharacterSheet sheet) {
    Horizon horizon = sheet.horizon();
    return horizon
            .until()
            .map(date -> "Nothing after " + year(date) + " can be known to " + sheet.name() + ".")
            .orElse("")
        + horizon
            .world()
            .map(world -> " " + sheet.name() + " knows only this world: " + world + ".")
            .orElse("");
  }

  /// The name in English of the language the character speaks.
  static String language(CharacterSheet sheet) {
    String name = Locale.forLanguageTag(sheet.language()).getDisplayLanguage(Locale.ENGLISH);
    return name.isEmpty() ? sheet.language() : name;
  }

  /// Such as `1815`, `AD 330` or `44 BC`.
  static String year(int year) {
    return year <= 0 ? 1 - year + " BC" : year < 1000 ? "AD " + year : Integer.toString(year);
  }

  private static String year(LocalDate date) {
    return year(date.getYear());
  }

  /// Whether the character is named by `words`, with or without regard to case.
  static boolean isNamed(CharacterSheet sheet, String words) {
    String plain = Words.plain(words);
    return Words.plain(sheet.name()).equals(plain)
        || sheet.aliases().stream().anyMatch(alias -> Words.plain(alias).equals(plain));
  }

  private static String kind(CharacterSheet.Kind kind) {
    return switch (kind) {
      case HISTORICAL -> "a person of history";
      case FICTIONAL -> "a person of fiction";
      case LIVING -> "a living person";
      case DEPARTED -> "a private person who is no longer alive";
    };
  }
}
