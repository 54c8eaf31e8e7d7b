package dev.understudy.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A recipe as the tree of keys and values its file has.
final class RecipeWriter {
  private RecipeWriter() {}

  static Map<String, @Nullable Object> tree(Recipe r) {
    return keys(
        "base", r.base(),
        "method", Section.name(r.method()),
        "lora", lora(r.lora()),
        "data", data(r.data()),
        "recall",
            keys(
                "place", Section.name(r.recall().place()),
                "threshold", r.recall().threshold(),
                "most", r.recall().most(),
                "unrelated-share", r.recall().unrelatedShare(),
                "empty-share", r.recall().emptyShare(),
                "horizon", r.recall().horizon(),
                "horizon-threshold", r.recall().horizonThreshold()),
        "optimizer",
            keys(
                "rate", r.optimizer().rate(),
                "warmup", r.optimizer().warmup(),
                "schedule", Section.name(r.optimizer().schedule()),
                "clip", r.optimizer().clip(),
                "weight-decay", r.optimizer().weightDecay(),
                "beta1", r.optimizer().beta1(),
                "beta2", r.optimizer().beta2(),
                "epsilon", r.optimizer().epsilon(),
                "states", Section.name(r.optimizer().states())),
        "length", keys(RecipeReader.key(r.length().unit()), amount(r.length())),
        "watch",
            keys(
                "evaluate-every", r.watch().evaluateEvery(),
                "save-every", r.watch().saveEvery(),
                "patience", r.watch().patience(),
                "keep-best", r.watch().keepBest(),
                "best-by", Section.name(r.watch().bestBy())),
        "memory",
            keys(
                "checkpointing", r.memory().checkpointing(),
                "base-weights", Section.name(r.memory().baseWeights())),
        "seed", r.seed(),
        "threads", r.threads(),
        "processes", r.processes());
  }

  private static Map<String, @Nullable Object> lora(Recipe.Lora l) {
    Map<String, @Nullable Object> lora =
        keys(
            "rank",
            l.rank(),
            "alpha",
            l.alpha(),
            "dropout",
            l.dropout(),
            "targets",
            l.targets(),
            "use-rslora",
            l.rslora(),
            "use-dora",
            l.dora());
    if (!l.from().isEmpty()) {
      lora.put("from", l.from());
    }
    return lora;
  }

  private static Map<String, @Nullable Object> data(Recipe.Data d) {
    List<String> kinds = d.kinds().stream().map(Section::name).toList();
    return keys(
        "kinds",
        kinds,
        "scenes",
        d.scenes(),
        "held-out",
        d.heldOut(),
        "split-seed",
        d.splitSeed(),
        "window",
        d.window(),
        "examples-per-step",
        d.examplesPerStep(),
        "loss-on",
        Section.name(d.lossOn()),
        "plain-scenes",
        d.plainScenes(),
        "order",
        Section.name(d.order()),
        "protective-share",
        d.protectiveShare(),
        "replay",
        d.replay(),
        "format",
        Section.name(d.format()));
  }

  private static Object amount(Recipe.Length length) {
    return length.unit() == Recipe.Length.Unit.STEPS
        ? (Object) (int) length.amount()
        : (Object) length.amount();
  }

  private static Map<String, @Nullable Object> keys(@Nullable Object... keysAndValues) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
    }
    return map;
  }
}
