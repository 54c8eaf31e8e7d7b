package dev.understudy.train;

import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import dev.understudy.recall.Mind;
import dev.understudy.recall.Recalled;
import dev.understudy.recall.Recollection;
import dev.understudy.recipe.Place;
import dev.understudy.recipe.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;

/// Decides which memories stand before a reply in training, so that he learns to tell what fits and
/// to leave alone what does not.
///
/// A reply that tells a memory gets that one and what else the retriever finds; one that tells none
/// gets none, for a memory that fits and goes untold would teach him to keep silent. In protective
/// scenes he gets what the retriever would give him in talk. Now and then an unrelated one comes
/// in, and now and then there is none although one fits. A line felt to be beyond the horizon takes
/// the memories away, as in talk; the sense that is asked has learnt nothing from this scene.
final class Remembering {
  private final List<Memory> memories;
  private final Mind mind;
  private final Recipe.Recall settings;

  Remembering(List<Memory> memories, Mind mind, Recipe.Recall settings) {
    this.memories = List.copyOf(memories);
    this.mind = mind;
    this.settings = settings;
  }

  /// @param told memories the reply tells
  /// @param found what the retriever found for the partner's line, best first; it is only asked
  ///   where something may fit
  /// @param shown memories that stand before the reply
  /// @param beyond in their place stands that he knows nothing of it
  record Choice(List<Memory> told, List<Memory> found, List<Memory> shown, boolean beyond) {
    List<String> texts() {
      return Recollection.texts(shown, beyond);
    }
  }

  /// @param e where the reply stands
  /// @param heard what the partners said so far, oldest first
  Choice before(Line reply, List<String> heard, Experience e, SplittableRandom random) {
    List<Memory> told = memories.stream().filter(m -> reply.memories().contains(m.id())).toList();
    if (settings.place() == Place.NONE) {
      return new Choice(told, List.of(), List.of(), false);
    }
    boolean fits = !told.isEmpty() || e.kind() == Experience.Kind.PROTECTIVE;
    List<Memory> found = fits ? found(heard) : List.of();
    List<Memory> shown = fitting(told, found);
    double chance = random.nextDouble();
    if (chance < settings.emptyShare()) {
      shown = List.of();
    } else if (chance < settings.emptyShare() + settings.unrelatedShare()) {
      shown = withUnrelated(shown, told, found, random);
    }
    boolean beyond = mind.horizon().without(e.id()).beyond(heard);
    return new Choice(told, found, beyond ? List.of() : shown, beyond);
  }

  private List<Memory> found(List<String> heard) {
    return mind.memories().recall(heard, settings.most()).stream().map(Recalled::memory).toList();
  }

  /// What is told stands first where the retriever missed it, else in the retriever's order.
  private List<Memory> fitting(List<Memory> told, List<Memory> found) {
    var all = new LinkedHashSet<>(told);
    all.removeAll(found);
    all.addAll(found);
    return all.stream().limit(settings.most()).toList();
  }

  /// Puts an unrelated memory in the place of the last, unless the only one there is told.
  private List<Memory> withUnrelated(
      List<Memory> shown, List<Memory> told, List<Memory> found, SplittableRandom random) {
    List<Memory> others =
        memories.stream().filter(m -> !told.contains(m) && !found.contains(m)).toList();
    if (others.isEmpty()) {
      return shown;
    }
    var mixed = new ArrayList<>(shown);
    if (mixed.size() >= settings.most()) {
      mixed.removeLast();
    }
    mixed.add(random.nextInt(mixed.size() + 1), others.get(random.nextInt(others.size())));
    return mixed;
  }
}
