package dev.understudy.scene;

import dev.understudy.llm.Prompt;
import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Experience.Provenance;
import dev.understudy.person.Memory;
import dev.understudy.person.Memory.Weight;
import dev.understudy.person.Passage;
import dev.understudy.person.Period;
import dev.understudy.person.PlannedScene;
import dev.understudy.person.Rejection;
import dev.understudy.person.Scene;
import dev.understudy.store.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Collects filled-in scenes: the good one of each slot, and why others were refused.
final class SceneHarvest {
  private static final String DUPLICATES = "duplicates";

  private final SceneStage.Input input;
  private final List<Slot> slots;
  private final String model;
  private final Prompt prompt;
  private final SceneCheck check;
  private final Hearers hearers;
  private final Map<Integer, PlannedScene> kept = new TreeMap<>();
  private final List<Rejection> rejections = new ArrayList<>();
  private int mended;

  SceneHarvest(SceneStage.Input input, List<Slot> slots, String model, Prompt prompt) {
    this.input = input;
    this.slots = slots;
    this.model = model;
    this.prompt = prompt;
    this.check = new SceneCheck(input.sheet());
    this.hearers = new Hearers(slots, input.settings().tellings());
  }

  /// The slots that have no scene yet.
  List<Slot> open() {
    return slots.stream().filter(slot -> !kept.containsKey(slot.number())).toList();
  }

  /// Who shall not be chosen again for a slot.
  List<String> avoided(Slot slot) {
    return slot.partner() == Partner.TODAY ? List.of() : hearers.of(slot);
  }

  void take(Slot slot, Casting casting, Answer<SceneReply> answer) {
    switch (answer) {
      case Answer.Unread<SceneReply> unread ->
          reject(slot, new Refusal("format", unread.why()), unread.found());
      case Answer.Read<SceneReply> read -> take(slot, casting, read);
    }
  }

  private void take(Slot slot, Casting casting, Answer.Read<SceneReply> read) {
    SceneCheck.Filled filled = check.mend(read.value(), slot);
    PlannedScene scene = scene(slot, casting, filled.reply(), read.call());
    List<String> present = scene.scene().present();
    Optional<Refusal> refusal =
        check
            .refused(filled.reply(), slot)
            .or(() -> hearers.refused(slot, present))
            .or(() -> repeated(scene));
    if (refusal.isPresent()) {
      reject(slot, refusal.get(), Json.line(scene));
      return;
    }
    kept.put(slot.number(), scene);
    hearers.add(slot, present);
    input.duplicates().add(slot.id(), text(scene));
    mended += filled.mended() ? 1 : 0;
  }

  private PlannedScene scene(Slot slot, Casting casting, SceneReply reply, String call) {
    List<String> present =
        slot.partner() == Partner.TODAY ? List.of(casting.who()) : reply.present();
    String time =
        reply.year().isPresent()
            ? Introduction.year(reply.year().getAsInt()) + ", " + casting.when()
            : casting.when();
    var scene =
        new Scene(
            slot.form(),
            time,
            reply.place(),
            present,
            reply.background(),
            List.of(slot.passage().id()));
    return new PlannedScene(
        slot.id(),
        Experience.Kind.EXPERIENCE,
        slot.partner(),
        casting.about(),
        scene,
        reply.age(),
        slot.memories().stream().map(Memory::id).toList(),
        new Provenance(
            model,
            SceneStage.STAGE,
            input.today().toString(),
            Optional.of(prompt.version()),
            Optional.of(call)));
  }

  private Optional<Refusal> repeated(PlannedScene scene) {
    return input
        .duplicates()
        .nearest(text(scene))
        .map(match -> new Refusal(DUPLICATES, match.told()));
  }

  /// What makes a scene another one: not its date, nor whoever comes.
  private static String text(PlannedScene scene) {
    return scene.scene().place() + ". " + scene.scene().background();
  }

  private void reject(Slot slot, Refusal refusal, String found) {
    rejections.add(
        new Rejection(slot.id(), SceneStage.STAGE, refusal.filter(), refusal.reason(), found));
  }

  SceneStage.Planned planned() {
    int duplicates = (int) rejections.stream().filter(r -> r.filter().equals(DUPLICATES)).count();
    var counts = new SceneStage.Counts(slots.size(), mended, duplicates, missing());
    return new SceneStage.Planned(List.copyOf(kept.values()), rejections, counts);
  }

  private List<String> missing() {
    var missing = new ArrayList<String>();
    for (Passage passage : input.passages()) {
      ScenePlan.unfit(passage, input)
          .ifPresent(why -> missing.add(passage.id() + ": no scenes, since " + why));
      long open = open().stream().filter(slot -> slot.passage().equals(passage)).count();
      if (open > 0) {
        missing.add(passage.id() + ": " + open + " scenes fewer than wanted");
      }
    }
    input.memories().stream()
        .filter(memory -> memory.weight() == Weight.CORE)
        .forEach(memory -> missing(memory, missing));
    Lifetime life = Lifetime.of(input.sheet(), input.passages());
    life.periods().stream()
        .filter(period -> kept.values().stream().noneMatch(scene -> isIn(scene, period, life)))
        .forEach(period ->
            missing.add(
                period.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    + ": no scene lies in it"));
    return missing;
  }

  private static boolean isIn(PlannedScene scene, Period period, Lifetime life) {
    return scene.scene().year().stream().anyMatch(year -> life.at(year) == period);
  }

  private void missing(Memory memory, List<String> missing) {
    long told = kept.values().stream().filter(s -> s.memories().contains(memory.id())).count();
    if (told < input.settings().tellings()) {
      missing.add(
          "%s: planned into %d scenes of %d"
              .formatted(memory.id(), told, input.settings().tellings()));
    }
  }
}
