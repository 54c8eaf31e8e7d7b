package dev.understudy.experience.script;

import dev.understudy.person.CharacterSheet;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Who can speak in a scene, and by what names models call them: in part, with titles, without
/// accents, or by what they are there for. Each goes by one name in what is kept.
///
/// Names are compared as words in lower case without accents. A name that could be two people's is
/// nobody's.
final class Speakers {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Set<String> ARTICLES = words("a an the your his her my their our old young");
  private static final Set<String> TITLES =
      words(
          "mr mrs ms miss mister dr doctor herr frau fraulein sir lady lord count countess prince"
              + " princess king queen duke duchess baron baroness monsieur madame mademoiselle signor"
              + " signora signorina don dona senor senora professor captain colonel general uncle aunt"
              + " father mother brother sister saint master mistress reverend");
  private static final Set<String> SELF = words("i me myself you");
  private static final Set<String> NARRATOR =
      words("narrator narration narrative description direction directions setting scene");
  private static final Set<String> BACKGROUND = words("background context status");
  private static final Set<String> ROLES =
      words(
          "interviewer visitor guest user partner stranger friend questioner other person man woman"
              + " host journalist reporter");

  /// @param calls every way of calling this person, as words
  private record Person(String name, List<List<String>> calls) {
    boolean isExactly(List<String> given) {
      return calls.contains(given);
    }

    boolean has(List<String> given) {
      return calls.stream().anyMatch(call -> call.containsAll(given));
    }

    boolean isWhollyIn(List<String> given) {
      return given.containsAll(calls.getFirst());
    }
  }

  private final Person hero;
  private final List<Person> partners;

  private Speakers(Person hero, List<Person> partners) {
    this.hero = hero;
    this.partners = partners;
  }

  static Speakers of(CharacterSheet sheet, List<String> present) {
    var calls = new ArrayList<>(List.of(list(sheet.name())));
    sheet.aliases().forEach(alias -> calls.add(list(alias)));
    return new Speakers(
        new Person(sheet.name(), List.copyOf(calls)),
        present.stream()
            .filter(name -> !sheet.isNamed(name))
            .distinct()
            .map(name -> new Person(name, List.of(list(name))))
            .toList());
  }

  String hero() {
    return hero.name();
  }

  List<String> partners() {
    return partners.stream().map(Person::name).toList();
  }

  /// Character first, then partners.
  List<String> all() {
    return everybody().map(Person::name).toList();
  }

  boolean isNarrator(String given) {
    return only(given, NARRATOR) || list(given).equals(List.of("stage", "direction"));
  }

  boolean isBackground(String given) {
    return only(given, BACKGROUND);
  }

  /// The canonical name of whoever is called so; nothing when nobody is, or two could be.
  Optional<String> named(String given) {
    List<String> whole = list(given);
    List<String> words = whole.stream().filter(w -> !ARTICLES.contains(w)).toList();
    List<String> untitled = words.stream().filter(w -> !TITLES.contains(w)).toList();
    if (whole.size() == 1 && SELF.contains(whole.getFirst())) {
      return Optional.of(hero());
    }
    return Stream.<Predicate<Person>>of(
            p -> p.isExactly(whole),
            p -> !words.isEmpty() && p.has(words),
            p -> !untitled.isEmpty() && p.has(untitled),
            p -> p.isWhollyIn(whole),
            p ->
                !p.equals(hero)
                    && partners.size() == 1
                    && ROLES.containsAll(words)
                    && !words.isEmpty())
        .flatMap(test -> one(test).stream())
        .findFirst();
  }

  /// Whoever is named first in a text, by a full name or any alias.
  Optional<String> firstIn(String text) {
    List<String> words = list(text);
    for (int i = 0; i < words.size(); i++) {
      List<String> rest = words.subList(i, words.size());
      Optional<Person> found =
          everybody().filter(p -> p.calls().stream().anyMatch(c -> opens(rest, c))).findFirst();
      if (found.isPresent()) {
        return found.map(Person::name);
      }
    }
    return Optional.empty();
  }

  private static boolean opens(List<String> words, List<String> call) {
    return !call.isEmpty()
        && words.size() >= call.size()
        && words.subList(0, call.size()).equals(call);
  }

  private Optional<String> one(Predicate<Person> test) {
    List<Person> found = everybody().filter(test).toList();
    return found.size() == 1 ? Optional.of(found.getFirst().name()) : Optional.empty();
  }

  private Stream<Person> everybody() {
    return Stream.concat(Stream.of(hero), partners.stream());
  }

  private static boolean only(String given, Set<String> among) {
    List<String> words = list(given);
    return !words.isEmpty()
        && words.stream()
            .allMatch(w -> among.contains(w) || ARTICLES.contains(w) || w.matches("\\d+"));
  }

  private static List<String> list(String text) {
    String plain = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
    return WORD.matcher(plain.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).toList();
  }

  private static Set<String> words(String text) {
    return Set.copyOf(new HashSet<>(List.of(text.split(" "))));
  }
}
