package dev.understudy.scene;

import dev.understudy.person.Memory;
import dev.understudy.person.Memory.Weight;
import dev.understudy.person.Passage;
import dev.understudy.person.Period;
import dev.understudy.person.Scene;
import dev.understudy.scene.PeriodDeal.Need;
import java.util.Comparator;
import java.util.List;

/// What the scenes of one passage have to tell.
///
/// @param memories those of the passage that training tells, latest first
record PassageNeeds(Passage passage, List<Dated> memories, Lifetime life, SceneSettings settings) {
  static PassageNeeds of(Passage passage, List<Memory> all, Lifetime life, SceneSettings settings) {
    List<Dated> told =
        all.stream()
            .filter(m -> m.passage().equals(passage.id()) && m.weight() != Weight.UNTOLD)
            .map(m -> Dated.of(m, passage))
            .sorted(Comparator.comparingInt(Dated::year).reversed())
            .toList();
    return new PassageNeeds(passage, told, life, settings);
  }

  /// In how many scenes a memory is to be told at least.
  int tellings(Dated told) {
    return told.memory().weight() == Weight.CORE ? settings.tellings() : 1;
  }

  /// How many scenes the passage gets: as many as are set, or as its memories need.
  int scenes() {
    return Math.max(settings.perPassage(), scenes(memories));
  }

  /// How many scenes it takes to tell these.
  private int scenes(List<Dated> told) {
    int tellings = told.stream().mapToInt(this::tellings).sum();
    int most = told.stream().mapToInt(this::tellings).max().orElse(0);
    return Math.max(most, Math.ceilDiv(tellings, settings.memoriesPerScene()));
  }

  /// For each period, the latest first, how many scenes have to lie in it or later.
  List<Need> periods() {
    return life.periods().reversed().stream()
        .map(from ->
            new Need(
                from,
                scenes(
                    memories.stream()
                        .filter(m -> life.at(m.year()).compareTo(from) >= 0)
                        .toList())))
        .toList();
  }

  /// The period before which the passage has nothing to tell.
  Period earliest() {
    return life.at(
        memories.isEmpty()
            ? Scene.years(passage.text()).min().orElse(Integer.MIN_VALUE / 2)
            : memories.getLast().year());
  }
}
