package dev.understudy.experience;

import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Memory;
import dev.understudy.person.Memory.Weight;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import dev.understudy.person.Turn.Action;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.JsonLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes the folder of a small invented character, piece by piece, to see what the readers and the
/// checker say of it.
public final class SmallCharacter {
  static final String HERO = "Ada Fairbairn";

  private final Path folder;
  final List<Memory> memories =
      new ArrayList<>(
          List.of(
              memory(
                  "m001",
                  Weight.TOLD,
                  "My aunt Jean kept the lamp of the lighthouse and taught me to read."),
              memory(
                  "m002",
                  Weight.UNTOLD,
                  "In the winter of 1860 I mended the clock of Saint Giles for a goose.")));
  final List<Experience> experiences = new ArrayList<>();
  List<Map<String, Object>> traps =
      List.of(
          Map.of(
              "id",
              "t1",
              "category",
              "later-inventions",
              "question",
              "Where is your car?",
              "names",
              List.of("car"),
              "reserved",
              true));
  List<Map<String, Object>> known =
      List.of(
          Map.of(
              "id",
              "k1",
              "question",
              "Which clock did you mend?",
              "memory",
              "m002",
              "expect",
              List.of(List.of("Giles")),
              "told",
              false));

  public SmallCharacter(Path places) {
    folder = places.resolve("characters").resolve("ada");
  }

  /// Adds `count` short talks to its experiences.
  public SmallCharacter talks(int count) {
    for (int i = 0; i < count; i++) {
      experiences.add(
          scene(
              "e%03d".formatted(i),
              says("Tom Rae", "What does clock number " + i + " want?"),
              says(HERO, "Oil, patience and " + (i + 2) + " new teeth for its wheel.")));
    }
    return this;
  }

  /// Adds `count` short protective scenes.
  public SmallCharacter traps(int count) {
    for (int i = 0; i < count; i++) {
      experiences.add(
          scene(
              "q%03d".formatted(i),
              Kind.PROTECTIVE,
              Partner.TODAY,
              says("Tom Rae", "Where do you keep television number " + i + "?"),
              says(HERO, "I never heard that word, and " + i + " of them I surely have not.")));
    }
    return this;
  }

  static Memory memory(String id, Weight weight, String text) {
    return new Memory(id, text, "p01", "1860", weight);
  }

  static Turn says(String speaker, String text, String... memories) {
    return new Turn(speaker, Action.SPEAKING, text, List.of(memories));
  }

  static Experience scene(String id, Turn... turns) {
    return scene(id, Kind.EXPERIENCE, Partner.PERIOD, turns);
  }

  static Experience scene(String id, Kind kind, Partner partner, Turn... turns) {
    return new Experience(
        id,
        kind,
        partner,
        kind == Kind.PROTECTIVE ? "later-inventions" : "work",
        new Scene(
            Scene.Form.ONE_TO_ONE,
            "1861, May",
            "Leith, her workshop",
            List.of("Tom Rae"),
            "You are mending a clock.",
            List.of("p01")),
        List.of(turns),
        new Experience.Provenance("us", "by hand", "2026-11"));
  }

  public CharacterFolder write() {
    write(
        "character.yaml",
        """
        id: ada
        name: Ada Fairbairn
        aliases: [Ada]
        kind: fictional
        born: 1830-02-01
        horizon: {until: 1870-12-31}
        language: en
        identity: You are Ada Fairbairn, clockmaker in Leith.
        scene: A visitor stands in your workshop.
        """);
    write(
        "profile/01-leith.md",
        """
        ---
        id: p01
        title: Leith
        source:
          - {title: Nothing, author: Nobody, year: 2026, note: invented}
        licence: Apache-2.0
        retrieved: 2026-11
        ---

        Ada mended clocks in Leith.
        """);
    JsonLines.write(folder.resolve("memories.jsonl"), memories.stream());
    JsonLines.write(folder.resolve("experiences.jsonl"), experiences.stream());
    JsonLines.write(folder.resolve("questions/known.jsonl"), known.stream());
    JsonLines.write(folder.resolve("questions/traps.jsonl"), traps.stream());
    write(
        "questions/demo.jsonl",
        "{\"id\":\"d1\",\"question\":\"Who are you?\",\"kind\":\"known\"}\n");
    return new CharacterFolder(folder);
  }

  void write(String file, String text) {
    AtomicFiles.write(folder.resolve(file), text);
  }
}
