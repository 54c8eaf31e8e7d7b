package dev.understudy.train;

import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import dev.understudy.recall.Recalled;
import dev.understudy.recall.Retriever;
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
/// in, and now and then there is none although one fits.
final class Remembering {
  private final List<Memory> memories;
  private final Retriever retriever;
  private final Recipe.Recall settings;

  Remembering(List<Memory> memories, Retriever retriever, Recipe.Recall settings) {
    this.memories = List.copyOf(memories);
    this.retriever = retriever;
    this.settings = settings;
  }

  /// @param told memories the reply tells
  /// @param found what the retriever found for the partner's line, best first; it is only asked
  ///   where something may fit
  /// @param shown what stands before the reply
  record Choice(List<Memory> told, List<Memory> found, List<Memory> shown) {}

  /// @param heard what the partners said so far, oldest first
  Choice before(Line reply, List<String> heard, Experience.Kind kind, SplittableRandom random) {
    List<Memory> told = memories.stream().filter(m -> reply.memories().contains(m.id())).toList();
    if (settings.place() == Place.NONE) {
      return new Choice(told, List.of(), List.of());
    }
    boolean fits = !told.isEmpty() || kind == Experience.Kind.PROTECTIVE;
    List<Memory> found = fits ? found(heard) : List.of();
    List<Memory> shown = fitting(told, found);
    double chance = random.nextDouble();
    if (chance < settings.emptyShare()) {
      shown = List.of();
    } else if (chance < settings.emptyShare() + settings.unrelatedShare()) {
      shown = withUnrelated(shown, told, found, random);
    }
    return new Choice(told, found, shown);
  }

  private List<Memory> found(List<String> heard) {
    return retriever.recall(heard, settings.most()).stream().map(Recalled::memory).toList();
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
