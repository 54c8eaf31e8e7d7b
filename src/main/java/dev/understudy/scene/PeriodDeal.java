package dev.understudy.scene;

import dev.understudy.person.Period;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Deals the periods of a life among its scenes, by how long each was lived, as far as the memories
/// to be told allow: nobody tells what has yet to happen.
final class PeriodDeal {
  private final Lifetime life;
  private final Map<Period, Integer> used = new EnumMap<>(Period.class);

  PeriodDeal(Lifetime life) {
    this.life = life;
  }

  /// How many of a passage's scenes have to lie in `from` or later.
  record Need(Period from, int scenes) {}

  /// The periods of the next `count` scenes, youngest first.
  ///
  /// @param earliest before it the passage has nothing to tell
  /// @param needs the latest first; none asks for more than `count`
  List<Period> deal(int count, Period earliest, List<Need> needs) {
    var dealt = new ArrayList<Period>();
    for (Need need : needs) {
      while (dealt.stream().filter(p -> p.compareTo(need.from()) >= 0).count() < need.scenes()) {
        dealt.add(next(need.from()));
      }
    }
    while (dealt.size() < count) {
      dealt.add(next(earliest));
    }
    dealt.sort(Comparator.naturalOrder());
    return dealt;
  }

  /// The period from `from` on that has had the fewest scenes for its length, one without any
  /// before all others.
  private Period next(Period from) {
    Period next =
        life.periods().stream()
            .filter(period -> period.compareTo(from) >= 0)
            .min(Comparator.comparingDouble(this::fullness))
            .orElseThrow();
    used.merge(next, 1, Integer::sum);
    return next;
  }

  private double fullness(Period period) {
    int years = life.of(period).map(y -> y.last() - y.first() + 1).orElse(1);
    int scenes = used.getOrDefault(period, 0);
    return scenes == 0 ? 0 : (scenes + 1.0) / years;
  }

  /// A scene goes to another period than was dealt.
  void moved(Period from, Period to) {
    used.merge(from, -1, Integer::sum);
    used.merge(to, 1, Integer::sum);
  }
}
