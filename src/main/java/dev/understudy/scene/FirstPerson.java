package dev.understudy.scene;

import dev.understudy.person.CharacterSheet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Whether the character speaks of themselves as "I". Languages not named here are not checked.
final class FirstPerson {
  /// @param own words for the one who speaks
  /// @param others words with which a sentence about somebody else begins
  /// @param demanded false where verbs alone can tell who speaks
  private record Pronouns(Set<String> own, Set<String> others, boolean demanded) {
    Pronouns(String own, String others, boolean demanded) {
      this(Set.of(own.split(" ")), Set.of(others.split(" ")), demanded);
    }
  }

  private static final Map<String, Pronouns> PRONOUNS =
      Map.ofEntries(
          Map.entry("en", new Pronouns("i me my mine myself", "he she his her him", true)),
          Map.entry(
              "de",
              new Pronouns(
                  "ich mich mir mein meine meinen meinem meiner meines",
                  "er sein seine ihre ihr",
                  true)),
          Map.entry(
              "fr",
              new Pronouns("je j me m moi mon ma mes mien mienne", "il elle son sa ses", true)),
          Map.entry("nl", new Pronouns("ik mij me mijn mezelf", "hij zij zijn haar", true)),
          Map.entry("sv", new Pronouns("jag mig min mitt mina", "han hon hans hennes", true)),
          Map.entry("da", new Pronouns("jeg mig min mit mine", "han hun hans hendes", true)),
          Map.entry("nb", new Pronouns("jeg meg min mitt mine", "han hun hans hennes", true)),
          Map.entry("es", new Pronouns("yo me mi mis mí", "él ella", false)),
          Map.entry("it", new Pronouns("io mi me mio mia miei mie", "lui lei egli ella", false)),
          Map.entry("pt", new Pronouns("eu me mim meu minha meus minhas", "ele ela", false)),
          Map.entry("pl", new Pronouns("ja mnie mi mój moja moje mną", "on ona", false)),
          Map.entry("ru", new Pronouns("я меня мне мной мой моя моё мои", "он она", false)));

  private final List<String> names;
  private final Optional<Pronouns> pronouns;

  FirstPerson(CharacterSheet sheet) {
    this.names = names(sheet);
    this.pronouns = Optional.ofNullable(PRONOUNS.get(sheet.language()));
  }

  /// What speaks against it that `text` is in the first person, if anything does.
  Optional<String> refused(String text) {
    return pronouns.flatMap(p -> refused(text, p));
  }

  private Optional<String> refused(String text, Pronouns p) {
    String first = Words.of(text).stream().findFirst().orElse("");
    if (p.others.contains(first)) {
      return Optional.of("begins with \"" + first + "\": nobody can tell who is meant");
    }
    if (p.demanded && Words.of(text).stream().noneMatch(p.own::contains)) {
      return Optional.of("is not in the first person");
    }
    return Words.sentences(text).stream()
        .filter(sentence -> Words.of(sentence).stream().noneMatch(p.own::contains))
        .flatMap(sentence -> subject(sentence).stream())
        .map(name -> "speaks of \"" + name + "\" as of somebody else")
        .findFirst();
  }

  /// The character's name when a sentence begins with it.
  private Optional<String> subject(String sentence) {
    List<String> words = Words.of(sentence);
    return names.stream()
        .filter(name -> {
          List<String> parts = Words.of(name);
          return !parts.isEmpty()
              && words.size() > parts.size()
              && words.subList(0, parts.size()).equals(parts);
        })
        .findFirst();
  }

  private static List<String> names(CharacterSheet sheet) {
    var names = new ArrayList<>(List.of(sheet.name()));
    names.addAll(sheet.aliases());
    names.add(sheet.name().split(" ")[0]);
    return List.copyOf(names);
  }
}
