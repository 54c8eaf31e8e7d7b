package dev.understudy.scene;

import dev.understudy.person.Memory;
import dev.understudy.person.Memory.Weight;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Who is told which core memory: each has to be told to as many different companies as its scenes
/// are demanded. Scenes planned beyond that may repeat one.
///
/// Somebody without a name, such as "a young sailor", is somebody else in every scene.
final class Hearers {
  private final Map<String, Set<List<String>>> heard = new HashMap<>();
  private final Map<String, Integer> spare = new HashMap<>();

  Hearers(List<Slot> slots, int tellings) {
    slots.stream().flatMap(Hearers::core).forEach(memory -> spare.merge(memory, 1, Integer::sum));
    spare.replaceAll((_, scenes) -> scenes - tellings);
  }

  /// Why these people can't hear the slot's memories, if so.
  Optional<Refusal> refused(Slot slot, List<String> present) {
    return core(slot)
        .filter(memory -> knows(memory, present) && spare.getOrDefault(memory, 0) <= 0)
        .findFirst()
        .map(memory ->
            new Refusal(
                "company", String.join(", ", present) + ": has been told " + memory + " already"));
  }

  void add(Slot slot, List<String> present) {
    core(slot)
        .forEach(memory -> {
          if (knows(memory, present)) {
            spare.merge(memory, -1, Integer::sum);
          }
          of(memory).add(present);
        });
  }

  /// Everybody with a name who knows a core memory of the slot.
  List<String> of(Slot slot) {
    return core(slot)
        .flatMap(memory -> of(memory).stream())
        .flatMap(List::stream)
        .filter(Hearers::isNamed)
        .distinct()
        .toList();
  }

  private Set<List<String>> of(String memory) {
    return heard.computeIfAbsent(memory, _ -> new LinkedHashSet<>());
  }

  private boolean knows(String memory, List<String> present) {
    return present.stream().anyMatch(Hearers::isNamed) && of(memory).contains(present);
  }

  private static boolean isNamed(String person) {
    return !person.isEmpty() && !Character.isLowerCase(person.codePointAt(0));
  }

  private static Stream<String> core(Slot slot) {
    return slot.memories().stream().filter(m -> m.weight() == Weight.CORE).map(Memory::id);
  }
}
