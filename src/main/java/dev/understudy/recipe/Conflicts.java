package dev.understudy.recipe;

import dev.understudy.recipe.Recipe.BaseWeights;
import dev.understudy.recipe.Recipe.BestBy;
import dev.understudy.recipe.Recipe.Method;
import java.util.ArrayList;
import java.util.List;

/// Settings that are right each by itself, and exclude each other.
record Conflicts(List<Conflict> all) {
  /// @param key of the setting that is to blame
  record Conflict(String key, String what, String fix) {}

  static Conflicts of(Recipe r) {
    var all = new ArrayList<Conflict>();
    boolean rounded = r.memory().baseWeights() != BaseWeights.FLOAT32;
    boolean traps = r.watch().bestBy() == BestBy.TRAPS;
    if (r.method() == Method.FULL && !r.lora().from().isEmpty()) {
      all.add(
          new Conflict(
              "lora.from",
              "goes on from an adapter, which full training has none of",
              "Leave it out, or set method: lora."));
    }
    if (rounded && r.method() == Method.FULL) {
      all.add(
          new Conflict(
              "memory.base-weights",
              "keeps frozen weights in few bits, but with `method: full` none are frozen",
              "Leave it out, or train an adapter by `method: lora`."));
    }
    if (rounded && r.lora().dora()) {
      all.add(
          new Conflict(
              "memory.base-weights",
              "keeps frozen weights in few bits, which DoRA cannot do here yet",
              "Leave it out, or set `use-dora: false`."));
    }
    if (rounded && traps) {
      all.add(
          new Conflict(
              "memory.base-weights",
              "keeps frozen weights in few bits, but `best-by: traps` asks beside the whole base",
              "Leave it out, or set `best-by: held-out`."));
    }
    if (traps && r.processes() > 1) {
      all.add(
          new Conflict(
              "processes",
              "cannot be more than 1 with `best-by: traps`",
              "Set `best-by: held-out`, or `processes: 1`."));
    }
    return new Conflicts(List.copyOf(all));
  }
}
