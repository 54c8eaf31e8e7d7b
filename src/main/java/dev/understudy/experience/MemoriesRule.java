package dev.understudy.experience;

import dev.understudy.person.Memory;
import dev.understudy.person.Memory.Weight;
import dev.understudy.person.Turn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Memories are told as often as their weight says: `core` in four experiences to different people,
/// `told` in one, `untold` in none.
record MemoriesRule() implements Rule {
  private static final int CORE_SCENES = 4;

  /// Who heard a memory, and in how many scenes.
  private record Telling(Set<String> scenes, Set<String> partners) {
    Telling() {
      this(new HashSet<>(), new HashSet<>());
    }

    int often() {
      return Math.min(scenes.size(), partners.size());
    }
  }

  @Override
  public Stream<Finding> check(Dataset d) {
    Map<String, Telling> told = tellings(d);
    return Stream.of(
        Finding.atLeast("memories", d.memories().size(), 150),
        count("memories told in four experiences to different people", d, told, Weight.CORE, 60),
        rest(d, told),
        count("memories told in no scene", d, told, Weight.UNTOLD, 30),
        Finding.none("wrong memory ids", wrongIds(d)),
        Finding.none("scenes drawn from passages of untold memories", drawn(d)));
  }

  private static Map<String, Telling> tellings(Dataset d) {
    var told = new HashMap<String, Telling>();
    d.replies()
        .forEach(t ->
            t.turn()
                .memories()
                .forEach(id -> {
                  Telling telling = told.computeIfAbsent(id, _ -> new Telling());
                  telling.scenes().add(t.experience().id());
                  telling.partners().add(partners(t));
                }));
    return told;
  }

  /// Somebody without a name ("a visitor") is somebody else in every scene.
  private static String partners(Dataset.Placed t) {
    return t.experience().scene().present().stream()
        .map(name -> Character.isUpperCase(name.charAt(0)) ? name : name + t.experience().id())
        .collect(Collectors.joining(", "));
  }

  private static Finding count(
      String name, Dataset d, Map<String, Telling> told, Weight weight, int wanted) {
    var reasons = new ArrayList<String>();
    int good = 0;
    for (Memory m : d.memories()) {
      Telling telling = told.getOrDefault(m.id(), new Telling());
      boolean fits =
          weight == Weight.CORE ? telling.often() >= CORE_SCENES : telling.scenes().isEmpty();
      if (m.weight() == weight && !fits) {
        reasons.add(told(m, telling));
      } else if (m.weight() == weight) {
        good++;
      }
    }
    Finding found = Finding.atLeast(name, good, wanted, reasons);
    return new Finding(name, good, found.wanted(), found.passed() && reasons.isEmpty(), reasons);
  }

  private static Finding rest(Dataset d, Map<String, Telling> told) {
    return Finding.none(
        "other memories never told",
        d.memories().stream()
            .filter(m -> m.weight() == Weight.TOLD && !told.containsKey(m.id()))
            .map(m -> told(m, new Telling()))
            .toList());
  }

  private static String told(Memory m, Telling t) {
    return "%s: told in %d scenes to %d partners: %s"
        .formatted(m.id(), t.scenes().size(), t.partners().size(), m.text());
  }

  private static List<String> wrongIds(Dataset d) {
    Map<String, Weight> weights =
        d.memories().stream().collect(Collectors.toMap(Memory::id, Memory::weight, (a, _) -> a));
    var reasons = new ArrayList<String>();
    d.turns().forEach(t -> wrongIds(t, weights, reasons));
    d.known().stream()
        .filter(q -> !weights.containsKey(q.memory()))
        .forEach(q -> reasons.add(q.id() + ": there is no memory " + q.memory()));
    d.known().stream()
        .filter(q -> q.told() == (weights.get(q.memory()) == Weight.UNTOLD))
        .forEach(q -> reasons.add(q.id() + ": told and the weight of its memory disagree"));
    return reasons;
  }

  private static void wrongIds(
      Dataset.Placed t, Map<String, Weight> weights, List<String> reasons) {
    for (String id : t.turn().memories()) {
      if (!weights.containsKey(id)) {
        reasons.add(t.place() + ": there is no memory " + id);
      } else if (t.turn().action() != Turn.Action.SPEAKING) {
        reasons.add(t.place() + ": a memory is told aloud, not thought or acted");
      }
    }
  }

  private static List<String> drawn(Dataset d) {
    Map<String, Set<Weight>> weights =
        d.memories().stream()
            .collect(
                Collectors.groupingBy(
                    Memory::passage, Collectors.mapping(Memory::weight, Collectors.toSet())));
    Set<Weight> untold = Set.of(Weight.UNTOLD);
    return d.experiences().stream()
        .flatMap(e ->
            e.scene().passages().stream()
                .filter(p -> untold.equals(weights.get(p)))
                .map(p -> e.id() + ": draws on " + p))
        .toList();
  }
}
