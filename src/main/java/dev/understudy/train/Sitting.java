package dev.understudy.train;

import dev.understudy.model.Native;
import dev.understudy.model.learn.Example;
import dev.understudy.model.learn.Learner;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Hashes;
import dev.understudy.store.JsonLines;
import dev.understudy.train.ranks.Agreement;
import dev.understudy.train.ranks.Ranks;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
  private final Checkpoints checkpoints;
  private final Alarm alarm = new Alarm();
  private final Path log;
  private final long began = System.nanoTime();
  private double before; // seconds of earlier sittings
  private long stepsBefore;
  private Optional<Metric> latest = Optional.empty();

  Sitting(
      TrainPlan plan,
      TrainListener listener,
      AdamW optimizer,
      Pace pace,
      Checkpoints checkpoints,
      Ranks ranks) {
    this.plan = plan;
    this.recipe = plan.recipe();
    this.learner = plan.learner();
    this.listener = listener;
    this.optimizer = optimizer;
    this.pace = pace;
    this.checkpoints = checkpoints;
    this.ranks = ranks;
    log = plan.folder().resolve("metrics.jsonl");
  }

  /// From the last checkpoint, or from the untrained model, which is measured first unless its loss
  /// is known.
  Position begin() {
    String data = hash();
    if (ranks.isFirst()) {
      AtomicFiles.deleteUnfinished(plan.folder());
      checkpoints.deleteUnfinished();
    }
    Optional<Position> resumed = plan.resume() ? checkpoints.resume(data) : Optional.empty();
    Position at = resumed.orElseGet(() -> Position.start(data));
    before = at.seconds();
    stepsBefore = at.step();
    List<Metric> earlier = earlier(at.step());
    earlier.forEach(m -> alarm.hear(m.loss(), m.gradientNorm()));
    agree(at); // nobody writes before all have read
    if (ranks.isFirst() && Files.exists(log)) {
      JsonLines.write(log, earlier.stream());
    }
    return resumed.isPresent() || plan.heldOut().isEmpty() ? at : untrained(at);
  }

  private Position untrained(Position at) {
    double known = ranks.ofFirst(plan.untrained().orElse(Double.NaN));
    if (Double.isNaN(known)) {
      return measure(at);
    }
    listener.measured(0, known);
    return at.measured(known, Optional.empty(), ranks.ofFirst(seconds()));
  }

  /// Learns once from `examples`.
  Position step(List<Example> examples, Position at) {
    long started = System.nanoTime();
    long step = at.step() + 1;
    long tokens = examples.stream().mapToLong(e -> e.tokens().length).sum();
    learner.seed(recipe.seed() * 1_000_003 + step);
    double loss = learner.step(examples);
    double norm = optimizer.gradientNorm();
    double rate = pace.rate(at);
    Optional<String> wrong = alarm.hear(loss, norm);
    if (wrong.isPresent()) {
      List<Inspection.Given> batch = Inspection.batch(plan, examples);
      throw astray(new Inspection(step, wrong.get(), rate, loss, norm, alarm.heard(), batch));
    }
    double clip = recipe.optimizer().clip();
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
                Native.residentMiB(),
                Optional.empty()));
    return next;
  }

  /// Keeps what is needed to find out why, and the way back: a checkpoint from before. Of several
  /// ranks, which all come to the same, the first does so.
  private UserException astray(Inspection found) {
    if (!ranks.isFirst()) {
      return new UserException("training, step " + found.step(), found.reason(), "");
    }
    Path batch = found.write(plan);
    // The first loss that was too high is that of the weights before its step.
    checkpoints.putAside(found.step() - alarm.row(), batch.resolveSibling("checkpoints"));
    String again =
        Checkpoints.last(plan.folder())
            .map(last ->
                String.format(
                    Locale.ROOT,
                    "%nIts checkpoint %s is whole: go on from there more slowly, with --run %s --resume --rate %.2g.",
                    last.getFileName(),
                    plan.folder().getFileName(),
                    recipe.optimizer().rate() / 3))
            .orElse("\nThere is no checkpoint from before: begin a new run with a lower `rate`.");
    return new UserException(
        "training, step " + found.step(),
        found.reason(),
        "The scenes of this step and their losses are in " + batch + "." + again);
  }

  /// Whether nothing points to a training that goes astray.
  boolean isCalm() {
    return alarm.row() == 0;
  }

  /// Measures the loss of the held-out examples, and asks what he cannot know where that decides.
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
    return at.measured(loss.mean(), leaks(at), ranks.ofFirst(seconds()));
  }

  /// Of the model as it is now; the untrained one is not asked, for it is never chosen.
  private Optional<Double> leaks(Position at) {
    if (plan.trial().isEmpty() || at.step() == 0) {
      return Optional.empty();
    }
    listener.asking(at.step());
    Path model = plan.folder().resolve(".trial.tmp");
    try {
      AtomicFiles.writeFolder(model, plan.writer()::write);
      double leaks = plan.trial().get().leaks(model);
      listener.asked(at.step(), leaks);
      return Optional.of(leaks);
    } finally {
      AtomicFiles.delete(model);
    }
  }

  /// Logs the last step.
  void write(Position at) {
    if (!ranks.isFirst()) {
      return;
    }
    Optional<Double> heldOut = at.isMeasured() ? at.last() : Optional.empty();
    Optional<Double> leaks = at.isMeasured() ? at.lastLeaks() : Optional.empty();
    Metric line = latest.orElseThrow().with(heldOut, leaks);
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
  void save(Position at) {
    agree(at);
    if (ranks.isFirst()) {
      listener.saved(checkpoints.save(at));
    }
  }

  /// A last measurement, unless somebody is waiting for the end, and a last checkpoint.
  RunSummary end(Position reached, boolean stopped) {
    Position at = stopped ? reached : measure(reached);
    save(at);
    Path last = checkpoints.at(at.step());
    boolean best = recipe.watch().keepBest() && at.best().isPresent();
    return new RunSummary(
        at.step(),
        at.tokens(),
        at.seconds(),
        latest.map(Metric::loss).orElse(Double.NaN),
        at.untrained(),
        best ? at.best() : at.isMeasured() ? at.last() : Optional.empty(),
        best ? at.bestLeaks() : at.isMeasured() ? at.lastLeaks() : Optional.empty(),
        best ? at.bestStep() : at.step(),
        best ? checkpoints.at(at.bestStep()) : last,
        stopped);
  }

  private double seconds() {
    return before + (System.nanoTime() - began) / 1e9;
  }

  /// The log up to a step: lines of steps behind the checkpoint we go on from would come twice.
  private List<Metric> earlier(long step) {
    return Files.exists(log)
        ? JsonLines.readAppended(log, Metric.class).stream().filter(m -> m.step() <= step).toList()
        : List.of();
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
