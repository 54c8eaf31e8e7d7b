package dev.understudy.train;

import dev.understudy.model.Native;
import dev.understudy.model.learn.Example;
import dev.understudy.model.learn.Learner;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.Hashes;
import dev.understudy.store.JsonLines;
import dev.understudy.train.ranks.Agreement;
import dev.understudy.train.ranks.Ranks;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The steps of a training from where it begins or goes on, with its clock and its log.
final class Sitting {
  private final TrainPlan plan;
  private final Recipe recipe;
  private final Learner learner;
  private final TrainListener listener;
  private final AdamW optimizer;
  private final Pace pace;
  private final Ranks ranks;
  private final Path log;
  private final long began = System.nanoTime();
  private double before; // seconds of earlier sittings
  private long stepsBefore;
  private Optional<Metric> latest = Optional.empty();

  Sitting(TrainPlan plan, TrainListener listener, AdamW optimizer, Pace pace, Ranks ranks) {
    this.plan = plan;
    this.recipe = plan.recipe();
    this.learner = plan.learner();
    this.listener = listener;
    this.optimizer = optimizer;
    this.pace = pace;
    this.ranks = ranks;
    log = plan.folder().resolve("metrics.jsonl");
  }

  /// From the last checkpoint, or from the untrained model, which is measured first.
  Position begin(Checkpoints checkpoints) {
    String data = hash();
    Optional<Position> resumed = plan.resume() ? checkpoints.resume(data) : Optional.empty();
    Position at = resumed.orElseGet(() -> Position.start(data));
    before = at.seconds();
    stepsBefore = at.step();
    agree(at);
    if (ranks.isFirst()) {
      forgetAfter(at.step());
    }
    return resumed.isPresent() || plan.heldOut().isEmpty() ? at : measure(at);
  }

  /// Learns once from `examples`.
  Position step(List<Example> examples, Position at) {
    long started = System.nanoTime();
    long step = at.step() + 1;
    long tokens = examples.stream().mapToLong(e -> e.tokens().length).sum();
    learner.seed(recipe.seed() * 1_000_003 + step);
    double loss = learner.step(examples);
    double norm = optimizer.gradientNorm();
    if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
      throw new UserException(
          "training, step " + step,
          "the loss is %s and the gradients' norm %s".formatted(loss, norm),
          "Lower `rate` or set `clip` to 1 in the recipe; earlier checkpoints are intact.");
    }
    double clip = recipe.optimizer().clip();
    double rate = pace.rate(at);
    optimizer.step(step, rate, clip > 0 ? Math.max(1, norm / clip) : 1);
    Position next = at.stepped(tokens, ranks.ofFirst(seconds()));
    double speed = tokens / ((System.nanoTime() - started) / 1e9);
    latest =
        Optional.of(
            new Metric(
                step,
                next.tokens(),
                loss,
                Optional.empty(),
                rate,
                norm,
                speed,
                next.seconds(),
                Native.residentMiB()));
    return next;
  }

  /// Measures the loss of the held-out examples.
  Position measure(Position at) {
    if (plan.heldOut().isEmpty() || at.isMeasured()) {
      return at;
    }
    var loss = new Learner.Loss(0, 0);
    int done = 0;
    for (List<Example> portion : Learner.portions(plan.heldOut())) {
      listener.measuring(at.step(), done, plan.heldOut().size());
      loss = loss.plus(learner.evaluate(portion));
      done += portion.size();
    }
    listener.measured(at.step(), loss.mean());
    return at.measured(loss.mean(), ranks.ofFirst(seconds()));
  }

  /// Logs the last step.
  void write(Position at) {
    if (!ranks.isFirst()) {
      return;
    }
    Metric m = latest.orElseThrow();
    Optional<Double> heldOut = at.isMeasured() ? at.last() : Optional.empty();
    var line =
        new Metric(
            m.step(),
            m.tokens(),
            m.loss(),
            heldOut,
            m.rate(),
            m.gradientNorm(),
            m.tokensPerSecond(),
            m.seconds(),
            m.memoryMiB());
    latest = Optional.of(line);
    JsonLines.append(log, line);
    double each = (seconds() - before) / Math.max(1, at.step() - stepsBefore);
    listener.stepped(line, pace.done(at), pace.secondsLeft(at, each));
  }

  /// Makes sure that all ranks train the same.
  void agree(Position at) {
    Agreement.check(ranks, learner.vectors(), at.data(), at.step());
  }

  /// Writes a checkpoint.
  void save(Position at, Checkpoints checkpoints) {
    agree(at);
    if (ranks.isFirst()) {
      listener.saved(checkpoints.save(at));
    }
  }

  /// A last measurement, unless somebody is waiting for the end, and a last checkpoint.
  RunSummary end(Position reached, Checkpoints checkpoints, boolean stopped) {
    Position at = stopped ? reached : measure(reached);
    save(at, checkpoints);
    Path last = checkpoints.at(at.step());
    boolean best = recipe.watch().keepBest() && at.best().isPresent();
    return new RunSummary(
        at.step(),
        at.tokens(),
        at.seconds(),
        latest.map(Metric::loss).orElse(Double.NaN),
        at.untrained(),
        best ? at.best() : at.isMeasured() ? at.last() : Optional.empty(),
        best ? at.bestStep() : at.step(),
        best ? checkpoints.at(at.bestStep()) : last,
        stopped);
  }

  private double seconds() {
    return before + (System.nanoTime() - began) / 1e9;
  }

  /// Lines of steps behind the checkpoint we go on from would come twice.
  private void forgetAfter(long step) {
    if (Files.exists(log)) {
      List<Metric> kept =
          JsonLines.readAppended(log, Metric.class).stream().filter(m -> m.step() <= step).toList();
      JsonLines.write(log, kept.stream());
    }
  }

  /// Of all that decides what is learnt in which order. An order other than the usual one, and an
  /// adapter that was begun with, count only from where they were introduced, so that older
  /// checkpoints can be resumed.
  private String hash() {
    byte[] examples = Example.bytes(plan.examples());
    Recipe.Data data = recipe.data();
    byte[] order =
        data.order() == Recipe.Order.SHUFFLED
            ? new byte[0]
            : data.order().name().getBytes(StandardCharsets.UTF_8);
    byte[] origin = plan.origin().getBytes(StandardCharsets.UTF_8);
    ByteBuffer all = ByteBuffer.allocate(12 + examples.length + order.length + origin.length);
    all.putLong(recipe.seed()).putInt(data.examplesPerStep()).put(examples).put(order).put(origin);
    return Hashes.sha256(all.array());
  }
}
