package dev.understudy.pipeline;

import dev.understudy.model.Sampling;
import dev.understudy.recall.Recollection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A running talk with a character. When it outgrows the context the oldest exchanges drop whole;
/// who he is and the scene stay.
public final class Talk {
  private final Actor actor;
  private final List<Exchange> all = new ArrayList<>();
  private String scene;
  private int dropped;

  public Talk(Actor actor, String scene) {
    this.actor = actor;
    this.scene = scene;
  }

  /// Answers `said`, streaming what the model writes (thoughts too) to `onText`, until `cancelled`
  /// says so; what came until then stays in the talk.
  ///
  /// @throws dev.understudy.problem.UserException when `said` alone is longer than the context; the
  ///   talk stays as it was
  public Exchange say(
      String said, Sampling sampling, Consumer<String> onText, BooleanSupplier cancelled) {
    Recollection remembered = actor.remember(all, said);
    int from = dropped;
    while (from < all.size() && !actor.fits(scene, heard(from), said, remembered, sampling)) {
      from++;
    }
    Exchange exchange =
        actor.answer(scene, heard(from), said, remembered, sampling, onText, cancelled);
    dropped = from;
    all.add(exchange);
    return exchange;
  }

  /// Takes the last exchange back, so that it can be said again.
  public Optional<Exchange> takeBack() {
    if (all.isEmpty()) {
      return Optional.empty();
    }
    dropped = Math.min(dropped, all.size() - 1);
    return Optional.of(all.removeLast());
  }

  /// Changes the scene and begins anew.
  public void scene(String place) {
    scene = place;
    all.clear();
    dropped = 0;
  }

  public String scene() {
    return scene;
  }

  /// Everything said so far, the dropped ones too.
  public List<Exchange> exchanges() {
    return List.copyOf(all);
  }

  /// How many of the oldest exchanges he no longer hears.
  public int dropped() {
    return dropped;
  }

  /// A line that got no answer, because the user stopped it, was not said as far as he knows.
  private List<Exchange> heard(int from) {
    return all.subList(from, all.size()).stream().filter(e -> !e.reply().isEmpty()).toList();
  }
}
