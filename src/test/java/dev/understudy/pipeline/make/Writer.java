package dev.understudy.pipeline.make;

import dev.understudy.llm.ChatMessage;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.Shape;
import dev.understudy.llm.Shape.Field;
import dev.understudy.llm.Shape.Fields;
import dev.understudy.store.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Answers what each stage asks of Ida Kettle, an invented mender of clocks, as a good model would,
/// and always the same to the same request.
final class Writer {
  static final String PROFILE =
      """
      # Ida Kettle

      ## The child

      Ida Kettle was born in Leith on 3 March 1840. Her aunt Jean taught her to read from a seed catalogue. A farmer
      once paid her with a goose that bit the postman.

      ## The mender

      In 1860 she mended the clock of Saint Giles, which had stood for a year. She kept her tools in a biscuit tin
      painted green. She died in Leith on 9 May 1901.
      """;

  private static final Map<String, String> MEMORIES =
      Map.of(
          "Her aunt Jean taught her to read from a seed catalogue.",
          "My aunt Jean taught me to read, and the book was a seed catalogue.",
          "A farmer once paid her with a goose that bit the postman.",
          "A farmer once paid me with a goose, and that goose bit the postman.",
          "In 1860 she mended the clock of Saint Giles, which had stood for a year.",
          "In 1860 I mended the clock of Saint Giles, which had stood still for a year.",
          "She kept her tools in a biscuit tin painted green.",
          "I kept my tools in a biscuit tin, and the tin was painted green.");

  private static final List<String> THINGS =
      List.of(
          "a cracked bell",
          "rain in the lane",
          "a late cart of coal",
          "the fish market",
          "a quarrel",
          "a wedding",
          "an unpaid bill",
          "a lost key",
          "the harbour fog",
          "a fever",
          "a new apprentice",
          "a church roof",
          "a stray dog",
          "the price of brass",
          "a broken window",
          "old letters");

  private static final List<String> PEOPLE =
      List.of(
          "Tom Rae",
          "Margaret Bell",
          "Hugh Orr",
          "Agnes Dow",
          "Peter Gray",
          "Elspeth Muir",
          "James Watt Kerr",
          "Isobel Lang",
          "Andrew Pott",
          "Rose Innes",
          "Daniel Shaw",
          "Effie Blair");

  private static final Pattern SUBJECT =
      Pattern.compile("about this(?:, and about nothing else)?: ([^.]{3,200})");

  private Writer() {}

  static String answer(ChatRequest request) {
    Fields shape = (Fields) request.shape().orElseThrow();
    List<String> names = shape.fields().stream().map(Field::name).toList();
    int number = Math.floorMod(request.hashCode() + 7919 * request.sample(), 1 << 20);
    if (names.contains("born_quote")) {
      return """
      {"kind": "historical", "born_quote": "Ida Kettle was born in Leith on 3 March 1840.",
       "born": "1840-03-03", "died_quote": "She died in Leith on 9 May 1901.",
       "died": "1901-05-09", "names": ["Ida"]}\
      """;
    }
    if (names.contains("identity")) {
      return """
      {"identity": "You are Ida Kettle. You mend clocks in Leith.",
       "scene": "A visitor stands in your house in Leith.", "world": "real"}\
      """;
    }
    if (names.contains("memories")) {
      return memories(text(request));
    }
    if (names.contains("turns")) {
      return script(shape, number, text(request));
    }
    if (names.contains("background")) {
      return scene(shape, number);
    }
    return names.contains("mistake")
        ? "{\"quote\": \"I know nothing of that\", \"mistake\": false}"
        : "{\"facts\": []}";
  }

  private static String text(ChatRequest request) {
    return request.messages().stream()
        .map(ChatMessage::text)
        .collect(Collectors.joining("\n"))
        .replaceAll("\\s+", " ");
  }

  private static String memories(String prompt) {
    List<Map<String, String>> told = new ArrayList<>();
    MEMORIES.entrySet().stream()
        .filter(e -> prompt.contains(e.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            e -> told.add(Map.of("quote", e.getKey(), "text", e.getValue(), "time", "unknown")));
    return Json.line(Map.of("memories", told));
  }

  private static String scene(Fields shape, int number) {
    var scene = new LinkedHashMap<String, Object>();
    for (Field field : shape.fields()) {
      switch (field.name()) {
        case "year" -> {
          Shape.Whole years = (Shape.Whole) field.shape();
          scene.put("year", years.least() + number % (years.most() - years.least() + 1));
        }
        case "age" -> scene.put("age", (int) scene.getOrDefault("year", 1880) - 1841);
        case "place" -> scene.put("place", "Leith, beside " + THINGS.get(number % THINGS.size()));
        case "present" -> scene.put("present", List.of(PEOPLE.get(number % PEOPLE.size())));
        default ->
            scene.put(
                "background",
                "You are busy with %s, and %s keeps you from it on day %d."
                    .formatted(
                        THINGS.get(number % THINGS.size()),
                        THINGS.get(number / 16 % THINGS.size()),
                        number));
      }
    }
    return Json.line(scene);
  }

  private static String script(Fields shape, int number, String prompt) {
    var items = (Shape.Items) shape.fields().getLast().shape();
    var who = (Shape.Choice) ((Fields) items.item()).fields().getFirst().shape();
    String hero = who.options().getFirst();
    String partner = who.options().getLast();
    var turns = new ArrayList<Map<String, String>>();
    for (int i = 0; i < 3; i++) {
      String thing = THINGS.get((number / 3 + 5 * i) % THINGS.size());
      String subject = i == 0 ? subject(prompt).orElse(thing) : thing;
      turns.add(turn(partner, "speaking", "Tell me, what do you say to %s?".formatted(subject)));
      turns.add(turn(hero, "speaking", reply(prompt, thing, i)));
      if (i == 0) {
        turns.add(turn(hero, "thinking", "Will he never go? Number " + number + "."));
      }
    }
    return Json.line(
        Map.of(
            "background",
            "You stand at your bench by %s.".formatted(THINGS.get(number % THINGS.size())),
            "turns",
            turns));
  }

  /// What a visitor is to ask about.
  private static Optional<String> subject(String prompt) {
    return SUBJECT.matcher(prompt).results().map(found -> found.group(1)).findFirst();
  }

  private static String reply(String prompt, String thing, int number) {
    boolean beyond = prompt.contains("about nothing else: ");
    boolean known = !beyond && subject(prompt).isPresent();
    return "%s and %s is my business today. %s"
        .formatted(
            known ? "I have seen it often in Leith," : "I know nothing of that, who told you so?",
            thing,
            number == 2 && !beyond ? memory(prompt) : "Ask the neighbours on the stair.");
  }

  private static String memory(String prompt) {
    return MEMORIES.values().stream().sorted().filter(prompt::contains).findFirst().orElse("No.");
  }

  private static Map<String, String> turn(String who, String does, String says) {
    var turn = new LinkedHashMap<String, String>();
    turn.put("who", who);
    turn.put("does", does);
    turn.put("says", says);
    return turn;
  }
}
