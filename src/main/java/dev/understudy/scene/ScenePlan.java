package dev.understudy.scene;

import dev.understudy.person.Memory;
import dev.understudy.person.Memory.Weight;
import dev.understudy.person.Passage;
import dev.understudy.person.Period;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Decides, before any model is asked, which scenes there shall be: form, partner, years and the
/// memories told in each. So every passage and period is covered, every share is met, and each
/// memory is told as often as its weight says.
final class ScenePlan {
  private static final int MOST_ADDED = 4;

  private final Lifetime life;
  private final SceneSettings settings;
  private final List<Memory> memories;
  private final PeriodDeal periods;
  private final FormDeal forms;
  private final List<Slot> slots = new ArrayList<>();

  private ScenePlan(SceneStage.Input input) {
    this.life = Lifetime.of(input.sheet(), input.passages());
    this.settings = input.settings();
    this.memories = input.memories();
    this.periods = new PeriodDeal(life);
    this.forms = new FormDeal(settings);
  }

  static List<Slot> of(SceneStage.Input input) {
    var plan = new ScenePlan(input);
    List<Passage> fit =
        input.passages().stream().filter(passage -> unfit(passage, input).isEmpty()).toList();
    fit.forEach(plan::add);
    plan.life.periods().forEach(period -> plan.cover(period, fit));
    return List.copyOf(plan.slots);
  }

  /// Why a passage gets no scenes, if so.
  static Optional<String> unfit(Passage passage, SceneStage.Input input) {
    List<Weight> weights =
        input.memories().stream()
            .filter(m -> m.passage().equals(passage.id()))
            .map(Memory::weight)
            .toList();
    if (!weights.isEmpty() && weights.stream().allMatch(Weight.UNTOLD::equals)) {
      return Optional.of("all its memories are untold");
    }
    return weights.isEmpty() && Lifetime.of(input.sheet(), input.passages()).isBefore(passage)
        ? Optional.of("it tells only what came after the horizon")
        : Optional.empty();
  }

  private void add(Passage passage) {
    PassageNeeds needs = PassageNeeds.of(passage, memories, life, settings);
    List<OpenScene> scenes = open(needs);
    for (Dated memory : needs.memories()) {
      for (int i = 0; i < needs.tellings(memory); i++) {
        tell(memory, scenes);
      }
    }
    fill(needs, scenes);
    for (OpenScene scene : scenes) {
      slots.add(slot(passage, scene, slots.size()));
    }
  }

  /// Adds scenes where the memories of other times have left none for a period that a passage
  /// reaches back to. The next form may not be fit for small children, the one after it often is.
  private void cover(Period period, List<Passage> passages) {
    Optional<PassageNeeds> reaching =
        passages.stream()
            .map(passage -> PassageNeeds.of(passage, memories, life, settings))
            .filter(needs -> needs.earliest().compareTo(period) <= 0)
            .findFirst();
    for (int i = 0; i < MOST_ADDED && reaching.isPresent() && !isCovered(period); i++) {
      var scene = new OpenScene(forms.at(slots.size()), life);
      scene.lieIn(fit(scene, period));
      fill(reaching.get(), List.of(scene));
      slots.add(slot(reaching.get().passage(), scene, slots.size()));
    }
  }

  private boolean isCovered(Period period) {
    return slots.stream()
        .flatMap(slot -> slot.years().stream())
        .anyMatch(years -> life.at(years.last()) == period);
  }

  private Slot slot(Passage passage, OpenScene scene, int number) {
    int ofPassage = 1 + (int) slots.stream().filter(s -> s.passage().equals(passage)).count();
    return new Slot(
        "%s-s%02d".formatted(passage.id(), ofPassage),
        number,
        passage,
        scene.dealt().form(),
        scene.dealt().partner(),
        scene.dealt().ofPartner(),
        life.born(),
        scene.years(),
        scene.memories().stream().map(Dated::memory).toList());
  }

  private List<OpenScene> open(PassageNeeds needs) {
    var scenes = new ArrayList<OpenScene>();
    for (int i = 0; i < needs.scenes(); i++) {
      scenes.add(new OpenScene(forms.at(slots.size() + i), life));
    }
    if (!life.periods().isEmpty()) {
      spread(periods.deal(scenes.size(), needs.earliest(), needs.periods()), scenes);
    }
    return scenes;
  }

  /// The youngest periods go to scenes of a form that is fit for them; what is left of them is
  /// lived in the next.
  private void spread(List<Period> dealt, List<OpenScene> scenes) {
    List<OpenScene> left = new ArrayList<>(scenes);
    for (Period period : dealt) {
      OpenScene scene =
          left.stream()
              .filter(s -> s.dealt().from().compareTo(period) <= 0)
              .findFirst()
              .orElse(left.getFirst());
      left.remove(scene);
      move(scene, period, fit(scene, period));
    }
  }

  private Period fit(OpenScene scene, Period period) {
    return life.periods().stream()
        .filter(p -> p.compareTo(period) >= 0 && p.compareTo(scene.dealt().from()) >= 0)
        .findFirst()
        .orElse(period);
  }

  private void move(OpenScene scene, Period from, Period to) {
    scene.lieIn(to);
    periods.moved(from, to);
  }

  /// To the scene with the most room that can tell it; where all that can are full, another is
  /// moved to a later time of life.
  private void tell(Dated memory, List<OpenScene> scenes) {
    Optional<OpenScene> able = roomiest(scenes.stream().filter(s -> s.canTell(memory)).toList());
    Optional<OpenScene> any = roomiest(scenes.stream().filter(s -> s.lacks(memory)).toList());
    OpenScene scene =
        able.filter(this::hasRoom)
            .or(() -> any.filter(this::hasRoom))
            .or(() -> able)
            .or(() -> any)
            .orElseThrow();
    if (!scene.canTell(memory)) {
      scene.period().ifPresent(from -> move(scene, from, life.at(memory.year())));
    }
    scene.memories().add(memory);
  }

  private boolean hasRoom(OpenScene scene) {
    return scene.memories().size() < settings.memoriesPerScene();
  }

  private static Optional<OpenScene> roomiest(List<OpenScene> scenes) {
    return scenes.stream().min(Comparator.comparingInt(scene -> scene.memories().size()));
  }

  /// No scene goes without a memory that could have one: the one told in the fewest.
  private static void fill(PassageNeeds needs, List<OpenScene> scenes) {
    scenes.stream()
        .filter(scene -> scene.memories().isEmpty())
        .forEach(scene ->
            needs.memories().stream()
                .filter(scene::canTell)
                .min(Comparator.comparingLong(m -> told(m, scenes)))
                .ifPresent(scene.memories()::add));
  }

  private static long told(Dated memory, List<OpenScene> scenes) {
    return scenes.stream().filter(scene -> !scene.lacks(memory)).count();
  }
}
