package dev.understudy.experience;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Nothing is said twice, by anybody. His own turns must not be nearly the same either: two of them
/// are when the runs of `run` words they share are at least `most` of all runs in both (Jaccard).
record DuplicatesRule(int run, double most) implements Rule {
  @Override
  public Stream<Finding> check(Dataset d) {
    var first = new HashMap<List<String>, String>();
    var same = new ArrayList<String>();
    d.turns()
        .forEach(t -> {
          String earlier = first.putIfAbsent(Words.of(t.turn().text()), t.place());
          if (earlier != null) {
            same.add(t.place() + ": the words of " + earlier);
          }
        });
    return Stream.of(
        Finding.none("turns said twice", same),
        Finding.none("own turns nearly the same", near(d.own().toList())));
  }

  /// Only turns that share a run are compared: an index of runs finds them.
  private List<String> near(List<Dataset.Placed> turns) {
    var runs = new ArrayList<Set<String>>();
    var index = new HashMap<String, List<Integer>>();
    var reasons = new ArrayList<String>();
    for (Dataset.Placed t : turns) {
      Set<String> own = Words.runs(t.turn().text(), run);
      var shared = new HashMap<Integer, Integer>();
      for (String r : own) {
        List<Integer> holders = index.computeIfAbsent(r, _ -> new ArrayList<>());
        holders.forEach(i -> shared.merge(i, 1, Integer::sum));
        holders.add(runs.size());
      }
      for (Map.Entry<Integer, Integer> e : shared.entrySet()) {
        int union = own.size() + runs.get(e.getKey()).size() - e.getValue();
        if (e.getValue() >= most * union) {
          reasons.add(t.place() + ": nearly " + turns.get(e.getKey()).place());
        }
      }
      runs.add(new HashSet<>(own));
    }
    return reasons;
  }
}
