package dev.understudy.train;

import dev.understudy.person.Experience;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// The scenes that are learnt and those that only measure.
///
/// Of every kind the same share is held out. Which ones depends on their ids and the split's seed
/// alone, so that runs of different recipes, on all scenes or some, are measured on the same ones,
/// and a new scene moves none of the others about.
public record Split(List<Experience> learnt, List<Experience> heldOut) {
  private static final int SHOWN = 10;

  public Split {
    learnt = List.copyOf(learnt);
    heldOut = List.copyOf(heldOut);
  }

  /// The recipe's kinds and scenes are picked from what is not held out.
  ///
  /// @throws UserException when the recipe names scenes that are not among `all`
  public static Split of(List<Experience> all, Recipe.Data data) {
    refuseUnknown(all.stream().map(Experience::id).collect(Collectors.toSet()), data.scenes());
    var heldOut = new HashSet<String>();
    for (Experience.Kind kind : Experience.Kind.values()) {
      List<Experience> shuffled =
          all.stream()
              .filter(e -> e.kind() == kind)
              .sorted(Comparator.comparing((Experience e) -> rank(e, data.splitSeed())))
              .toList();
      shuffled.stream()
          .limit(Math.round(shuffled.size() * data.heldOut()))
          .forEach(e -> heldOut.add(e.id()));
    }
    Set<String> wanted = Set.copyOf(data.scenes());
    List<Experience> learnt =
        all.stream()
            .filter(e -> !heldOut.contains(e.id()))
            .filter(e -> data.kinds().contains(e.kind()))
            .filter(e -> wanted.isEmpty() || wanted.contains(e.id()))
            .toList();
    return new Split(learnt, all.stream().filter(e -> heldOut.contains(e.id())).toList());
  }

  private static void refuseUnknown(Set<String> known, List<String> wanted) {
    List<String> unknown = wanted.stream().filter(id -> !known.contains(id)).distinct().toList();
    if (!unknown.isEmpty()) {
      throw new UserException(
          "data.scenes in the recipe",
          "names scenes that are not there: " + shown(unknown),
          "Take the ids from experiences.jsonl.");
    }
  }

  private static String shown(List<String> ids) {
    String first = String.join(", ", ids.subList(0, Math.min(SHOWN, ids.size())));
    return ids.size() > SHOWN ? first + " and %,d more".formatted(ids.size() - SHOWN) : first;
  }

  /// Puts scenes into an order by lot, in which a new scene moves none of the others about.
  static UUID rank(Experience e, long seed) {
    return UUID.nameUUIDFromBytes((seed + " " + e.id()).getBytes(StandardCharsets.UTF_8));
  }
}
