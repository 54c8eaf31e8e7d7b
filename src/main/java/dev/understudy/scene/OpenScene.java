package dev.understudy.scene;

import dev.understudy.person.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A scene of a passage while it is being planned.
final class OpenScene {
  private final FormDeal.Dealt dealt;
  private final Lifetime life;
  private final List<Dated> memories = new ArrayList<>();
  private @Nullable Period period;

  OpenScene(FormDeal.Dealt dealt, Lifetime life) {
    this.dealt = dealt;
    this.life = life;
  }

  FormDeal.Dealt dealt() {
    return dealt;
  }

  Optional<Period> period() {
    return Optional.ofNullable(period);
  }

  void lieIn(Period other) {
    period = other;
  }

  List<Dated> memories() {
    return memories;
  }

  /// Whether the memory is not told in it yet, and has happened by its end.
  boolean canTell(Dated memory) {
    return lacks(memory) && span().map(span -> memory.year() <= span.last()).orElse(true);
  }

  boolean lacks(Dated memory) {
    return !memories.contains(memory);
  }

  /// The years of its period, from the latest memory on.
  Optional<Years> years() {
    int latest = memories.stream().mapToInt(Dated::year).max().orElse(Integer.MIN_VALUE);
    return span()
        .map(span -> new Years(Math.min(span.last(), Math.max(span.first(), latest)), span.last()));
  }

  private Optional<Years> span() {
    return period == null ? life.years() : life.of(period);
  }
}
