package dev.understudy.recipe;

import dev.understudy.person.Experience;
import dev.understudy.problem.Problems;
import dev.understudy.recipe.Recipe.BestBy;
import dev.understudy.recipe.Recipe.Data;
import dev.understudy.recipe.Recipe.Length;
import dev.understudy.recipe.Recipe.Lora;
import dev.understudy.recipe.Recipe.LossOn;
import dev.understudy.recipe.Recipe.Memory;
import dev.understudy.recipe.Recipe.Method;
import dev.understudy.recipe.Recipe.Optimizer;
import dev.understudy.recipe.Recipe.Recall;
import dev.understudy.recipe.Recipe.Schedule;
import dev.understudy.recipe.Recipe.Watch;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Reads a recipe whole before it tells what is wrong with it.
final class RecipeReader {
  private static final int ANY = Integer.MAX_VALUE;

  private RecipeReader() {}

  /// `usual` has the values of settings that are left out.
  static Recipe read(JsonNode node, String file, Recipe usual) {
    var problems = new Problems();
    Section all = Section.whole(node, file, problems);
    var recipe =
        new Recipe(
            all.text("base", usual.base()),
            all.choice("method", Method.class, usual.method()),
            lora(all.section("lora"), usual.lora()),
            data(all.section("data"), usual.data()),
            recall(all.section("recall"), usual.recall()),
            optimizer(all.section("optimizer"), usual.optimizer()),
            all.has("length") ? length(all, usual.length()) : usual.length(),
            watch(all.section("watch"), usual.watch()),
            memory(all.section("memory"), usual.memory()),
            all.seed("seed", usual.seed()),
            all.whole("threads", 0, 1024, usual.threads()),
            all.whole("processes", 1, 1024, usual.processes()));
    Conflicts.of(recipe).all().forEach(c -> all.refuse(c.key(), c.what(), c.fix()));
    all.finish();
    problems.throwIfAny();
    return recipe;
  }

  private static Lora lora(Section s, Lora usual) {
    var lora =
        new Lora(
            s.whole("rank", 1, 1024, usual.rank()),
            s.number("alpha", 0, 1_000_000, usual.alpha()),
            s.number("dropout", 0, 0.99, usual.dropout()),
            Targets.of(s, "targets", usual.targets()),
            s.truth("use-rslora", usual.rslora()),
            s.truth("use-dora", usual.dora()),
            s.text("from", usual.from()));
    s.finish();
    return lora;
  }

  private static Data data(Section s, Data usual) {
    var data =
        new Data(
            s.choices("kinds", Experience.Kind.class, usual.kinds()),
            s.texts("scenes", usual.scenes()),
            s.number("held-out", 0, 0.5, usual.heldOut()),
            s.seed("split-seed", usual.splitSeed()),
            s.whole("window", 64, 1 << 20, usual.window()),
            s.whole("examples-per-step", 1, 4096, usual.examplesPerStep()),
            s.choice("loss-on", LossOn.class, usual.lossOn()),
            s.number("plain-scenes", 0, 1, usual.plainScenes()),
            s.choice("order", Recipe.Order.class, usual.order()),
            s.numberOrNone("protective-share", 0, 1, usual.protectiveShare()),
            s.number("replay", 0, 0.9, usual.replay()),
            s.choice("format", Recipe.Format.class, usual.format()));
    if (data.kinds().isEmpty()) {
      s.refuse("kinds", "names no kind of experience", "Leave it out to learn all.");
    }
    s.finish();
    return data;
  }

  private static Recall recall(Section s, Recall usual) {
    var recall =
        new Recall(
            s.choice("place", Place.class, usual.place()),
            s.number("threshold", -1, 2, usual.threshold()),
            s.whole("most", 1, 8, usual.most()),
            s.number("unrelated-share", 0, 1, usual.unrelatedShare()),
            s.number("empty-share", 0, 1, usual.emptyShare()),
            s.truth("horizon", usual.horizon()),
            s.number("horizon-threshold", 0, 1, usual.horizonThreshold()));
    if (recall.unrelatedShare() + recall.emptyShare() > 1) {
      s.refuse("unrelated-share", "and empty-share are more than 1 together", "Lower one of them.");
    }
    s.finish();
    return recall;
  }

  private static Optimizer optimizer(Section s, Optimizer usual) {
    var optimizer =
        new Optimizer(
            s.number("rate", 1e-9, 1, usual.rate()),
            s.whole("warmup", 0, ANY, usual.warmup()),
            s.choice("schedule", Schedule.class, usual.schedule()),
            s.number("clip", 0, Double.MAX_VALUE, usual.clip()),
            s.number("weight-decay", 0, 1, usual.weightDecay()),
            s.number("beta1", 0, 0.9999999, usual.beta1()),
            s.number("beta2", 0, 0.9999999, usual.beta2()),
            s.number("epsilon", 1e-30, 1, usual.epsilon()),
            s.choice("states", Recipe.States.class, usual.states()));
    s.finish();
    return optimizer;
  }

  private static Length length(Section all, Length usual) {
    Section s = all.section("length");
    List<Length.Unit> given =
        Arrays.stream(Length.Unit.values()).filter(unit -> s.has(key(unit))).toList();
    Length length = usual;
    for (Length.Unit unit : given) {
      double amount =
          unit == Length.Unit.STEPS
              ? s.whole(key(unit), 1, ANY, 1)
              : s.number(key(unit), 0.01, Double.MAX_VALUE, 1);
      length = new Length(unit, amount);
    }
    if (given.size() != 1) {
      all.refuse(
          "length", "needs just one of steps, minutes and rounds", "For example: {minutes: 8}");
    }
    s.finish();
    return length;
  }

  static String key(Length.Unit unit) {
    return unit.name().toLowerCase(Locale.ROOT);
  }

  private static Memory memory(Section s, Memory usual) {
    var memory =
        new Memory(
            s.truth("checkpointing", usual.checkpointing()),
            s.choice("base-weights", Recipe.BaseWeights.class, usual.baseWeights()));
    s.finish();
    return memory;
  }

  private static Watch watch(Section s, Watch usual) {
    var watch =
        new Watch(
            s.whole("evaluate-every", 0, ANY, usual.evaluateEvery()),
            s.whole("save-every", 0, ANY, usual.saveEvery()),
            s.whole("patience", 0, ANY, usual.patience()),
            s.truth("keep-best", usual.keepBest()),
            s.choice("best-by", BestBy.class, usual.bestBy()));
    if ((watch.patience() > 0 || watch.keepBest()) && watch.evaluateEvery() == 0) {
      s.refuse("evaluate-every", "is 0, but patience and keep-best need measurements", "Set it.");
    }
    if (watch.bestBy() == BestBy.TRAPS && watch.patience() == 0 && !watch.keepBest()) {
      s.refuse("best-by", "is traps, but nothing is chosen by it", "Set keep-best: true.");
    }
    s.finish();
    return watch;
  }
}
