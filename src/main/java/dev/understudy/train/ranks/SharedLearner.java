package dev.understudy.train.ranks;

import dev.understudy.model.Team;
import dev.understudy.model.learn.Example;
import dev.understudy.model.learn.Learner;
import dev.understudy.model.learn.Parameter;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;

/// A learner in each rank that together learn as one: given the same examples, each takes its
/// share, and all get the loss and the gradients of the whole. The learner within stays the
/// caller's.
public final class SharedLearner implements Learner {
  // So that no rank draws in one step what another draws in the next.
  private static final long SEED_STRIDE = 0x9E3779B97F4A7C15L;

  private final Learner own;
  private final Ranks ranks;

  public SharedLearner(Learner own, Ranks ranks) {
    this.own = own;
    this.ranks = ranks;
  }

  @Override
  public List<Parameter> parameters() {
    return own.parameters();
  }

  @Override
  public List<Parameter> vectors() {
    return own.vectors();
  }

  /// @throws IllegalArgumentException when there are fewer examples with a target than ranks
  @Override
  public double step(List<Example> examples) {
    List<Example> learnt = examples.stream().filter(e -> e.targets() > 0).toList();
    if (learnt.size() < ranks.count()) {
      throw new IllegalArgumentException(learnt.size() + " examples for " + ranks.count());
    }
    List<Example> share = Shares.of(learnt, ranks.rank(), ranks.count());
    // Each target counts the same, whoever has it.
    double weight = (double) targets(share) / targets(learnt);
    double loss = weight * own.step(share);
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      for (Parameter p : vectors()) {
        p.gradient().mul_(new Scalar(weight));
        ranks.sum(p.gradient());
      }
    }
    double sum = 0;
    for (double[] each : ranks.gather(loss)) {
      sum += each[0];
    }
    return sum;
  }

  private static long targets(List<Example> examples) {
    return examples.stream().mapToLong(Example::targets).sum();
  }

  @Override
  public Loss evaluate(List<Example> examples) {
    Loss mine = own.evaluate(Shares.of(examples, ranks.rank(), ranks.count()));
    var loss = new Loss(0, 0);
    for (double[] each : ranks.gather(mine.sum(), mine.targets())) {
      loss = loss.plus(new Loss(each[0], (long) each[1]));
    }
    return loss;
  }

  @Override
  public Team team() {
    return own.team();
  }

  @Override
  public void seed(long seed) {
    own.seed(seed + ranks.rank() * SEED_STRIDE);
  }

  @Override
  public void fetch() {
    own.fetch();
  }

  @Override
  public void close() {}
}
