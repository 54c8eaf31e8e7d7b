package dev.understudy.train;

import dev.understudy.person.Experience;
import dev.understudy.problem.UserException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Brings protective scenes to a wanted share of those learnt, by leaving out some of the side that
/// is too large: no scene is learnt twice as often for it.
///
/// Which ones go depends on their ids and the seed alone, and a smaller share leaves out more of
/// the same ones.
public final class ProtectiveShare {
  private ProtectiveShare() {}

  /// @param share of protective scenes among those that stay; null leaves all in
  /// @throws UserException when one side is empty, and the share wants some of both
  public static List<Experience> of(List<Experience> scenes, @Nullable Double share, long seed) {
    if (share == null) {
      return scenes;
    }
    List<Experience> protective = drawn(scenes, true, seed);
    List<Experience> others = drawn(scenes, false, seed);
    boolean both = share > 0 && share < 1;
    if (both && (protective.isEmpty() || others.isEmpty())) {
      throw new UserException(
          "data.protective-share in the recipe",
          "is %s, but %d of the %d scenes to learn are protective"
              .formatted(share, protective.size(), scenes.size()),
          "Leave it out, or let `kinds` and `scenes` name some of both.");
    }
    long mostProtective =
        share == 1 ? Long.MAX_VALUE : Math.round(others.size() * share / (1 - share));
    long mostOthers =
        share == 0 ? Long.MAX_VALUE : Math.round(protective.size() * (1 - share) / share);
    Set<Experience> kept = new HashSet<>();
    protective.stream().limit(share == 0 ? 0 : Math.max(1, mostProtective)).forEach(kept::add);
    others.stream().limit(share == 1 ? 0 : Math.max(1, mostOthers)).forEach(kept::add);
    return scenes.stream().filter(kept::contains).toList();
  }

  private static List<Experience> drawn(List<Experience> scenes, boolean protective, long seed) {
    return scenes.stream()
        .filter(e -> (e.kind() == Experience.Kind.PROTECTIVE) == protective)
        .sorted(Comparator.comparing((Experience e) -> Split.rank(e, seed)))
        .toList();
  }
}
