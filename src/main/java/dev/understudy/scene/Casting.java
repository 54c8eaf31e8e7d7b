package dev.understudy.scene;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience.Partner;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// What the program decides of a scene, so that scenes differ: who comes, about what, at what kind
/// of place, and at what hour. Left to themselves, small models take the same again and again.
///
/// @param who a kind of person, such as `an old friend`; the name of a user of today
/// @param about a theme; the worry that a user of today brings
record Casting(String who, String about, String place, String when) {
  private static final List<String> ROLES = lines("roles");
  private static final List<String> THEMES = lines("themes");
  private static final List<String> PLACES = lines("places");
  private static final List<String> HOURS = lines("hours");
  private static final List<String> USERS = lines("users");
  private static final List<String> WORRIES = lines("worries");

  /// The lists have lengths without a common divisor, so that their pairings differ for long.
  ///
  /// @param number of the scene, among those with this kind of partner
  static Casting of(Partner partner, int number, CharacterSheet sheet) {
    int n = number + Math.floorMod(sheet.id().hashCode(), 1000);
    return switch (partner) {
      case PERIOD -> new Casting(at(ROLES, n), at(THEMES, n), at(PLACES, n), at(HOURS, n));
      case TODAY -> new Casting(user(n, sheet), at(WORRIES, n), at(PLACES, n), at(HOURS, n));
    };
  }

  private static String user(int n, CharacterSheet sheet) {
    List<String> own = Words.of(sheet.name() + " " + String.join(" ", sheet.aliases()));
    List<String> others = USERS.stream().filter(name -> !own.contains(Words.plain(name))).toList();
    return at(others, n);
  }

  private static String at(List<String> list, int n) {
    return list.get(Math.floorMod(n, list.size()));
  }

  private static List<String> lines(String name) {
    try (InputStream in =
        Objects.requireNonNull(Casting.class.getResourceAsStream(name + ".txt"), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
