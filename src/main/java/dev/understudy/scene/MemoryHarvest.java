package dev.understudy.scene;

import dev.understudy.llm.Shaped;
import dev.understudy.person.Memory;
import dev.understudy.person.Memory.Weight;
import dev.understudy.person.Passage;
import dev.understudy.person.Rejection;
import dev.understudy.scene.MemoryReply.Told;
import dev.understudy.store.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Collects what replies bring: the good memories of each passage, and why others are refused.
final class MemoryHarvest {
  private final MemoryStage.Input input;
  private final Map<String, List<Memory>> kept = new LinkedHashMap<>();
  private final Map<String, Integer> seen = new LinkedHashMap<>();
  private final List<Rejection> rejections = new ArrayList<>();

  MemoryHarvest(MemoryStage.Input input) {
    this.input = input;
    input.passages().forEach(passage -> kept.put(passage.id(), new ArrayList<>()));
  }

  /// Whether a passage has given less than half of what it was asked for.
  boolean isPoor(Passage passage) {
    return of(passage).size() * 2 < MemoryStage.wanted(passage, input.settings());
  }

  void take(Passage passage, Answer<MemoryReply.Items> answer) {
    switch (answer) {
      case Answer.Unread<MemoryReply.Items> unread ->
          reject(passage.id(), "format", unread.why(), unread.found());
      case Answer.Read<MemoryReply.Items> read -> {
        var check = new MemoryCheck(input.sheet(), passage, input.settings());
        read.value().items().forEach(item -> take(passage, item, read.value().reply(), check));
      }
    }
  }

  private void take(Passage passage, Shaped item, String reply, MemoryCheck check) {
    String id = "%s-m%02d".formatted(passage.id(), seen.merge(passage.id(), 1, Integer::sum));
    switch (item) {
      case Shaped.Misfit misfit -> reject(id, "format", String.join("; ", misfit.reasons()), reply);
      case Shaped.Fits fits -> take(id, passage, Told.of(fits.value()), check);
    }
  }

  private void take(String id, Passage passage, Told told, MemoryCheck check) {
    Optional<String> found = Quote.find(told.quote(), passage.text());
    String quote = found.orElse(told.quote());
    String time = MemoryTime.of(told.time(), quote, passage.text());
    var memory = new Memory(id, told.text(), passage.id(), time, Weight.TOLD, Optional.of(quote));
    Optional<Refusal> refusal =
        found.isEmpty()
            ? Optional.of(new Refusal("grounding", "its quote is not in the passage"))
            : check.refused(memory).or(() -> repeated(memory));
    if (refusal.isPresent()) {
      reject(id, refusal.get().filter(), refusal.get().reason(), Json.line(memory));
    } else {
      of(passage).add(memory);
      input.duplicates().add(id, memory.text());
    }
  }

  private Optional<Refusal> repeated(Memory memory) {
    return input
        .duplicates()
        .nearest(memory.text())
        .map(match -> new Refusal("duplicates", match.told()));
  }

  MemoryStage.Drawn drawn() {
    List<Memory> all = kept.values().stream().flatMap(List::stream).toList();
    var weighed = new ArrayList<Memory>();
    for (int i = 0; i < all.size(); i++) {
      Weight weight = Share.of(input.settings().core()).takes(i) ? Weight.CORE : Weight.TOLD;
      weighed.add(all.get(i).withWeight(weight));
    }
    return new MemoryStage.Drawn(weighed, rejections);
  }

  private List<Memory> of(Passage passage) {
    return kept.getOrDefault(passage.id(), List.of());
  }

  private void reject(String id, String filter, String reason, String found) {
    rejections.add(new Rejection(id, MemoryStage.STAGE, filter, reason, found));
  }
}
