package dev.understudy.model.learn;

import dev.understudy.model.Exp;
import dev.understudy.model.Team;
import dev.understudy.model.learn.Blas.Side;
import jdk.incubator.vector.FloatVector;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The output head and the loss, only where there is a target, some rows at a time: the whole
/// matrix of logits would be the largest of all.
final class Head implements AutoCloseable {
  static final int CHUNK = 128;
  private static final int PARTS = Vocabulary.PARTS;

  private final Vocabulary weights; // (vocabulary, width)
  private final @Nullable Side gradient; // (vocabulary, width), null when frozen
  private final int vocabulary;
  private final int width;
  private final Room logits;
  private final Room sums; // (PARTS rows, width)
  private final Room wanted; // (rows, width): the weights of the labels
  private final float[] inverse = new float[CHUNK];
  private final double[] losses = new double[CHUNK];

  Head(Tensor weight, @Nullable Tensor gradient) {
    this(Vocabulary.of(weight), gradient);
  }

  /// @param weights closed with this
  Head(Vocabulary weights, @Nullable Tensor gradient) {
    this.weights = weights;
    this.gradient = gradient == null ? null : Side.of(Matrix.of(gradient));
    vocabulary = weights.tokens();
    width = weights.width();
    logits = new Room(vocabulary);
    sums = new Room(width);
    wanted = new Room(width);
  }

  /// Cross-entropy, summed.
  ///
  /// @param hidden (targets, width), normed
  /// @param scale of the gradient
  /// @param dHidden (targets, width), filled here; null when no gradients are wanted
  double loss(Team team, Tensor hidden, long[] labels, double scale, @Nullable Tensor dHidden) {
    Matrix all = Matrix.of(hidden);
    double sum = 0;
    for (int from = 0; from < labels.length; from += CHUNK) {
      int rows = Math.min(CHUNK, labels.length - from);
      var chunk = new Chunk(team, all, labels, from, rows, Matrix.of(logits.rows(rows)));
      sum += chunk.loss();
      if (dHidden != null) {
        Matrix parts = Matrix.of(sums.rows((long) PARTS * rows));
        chunk.backward(scale, Matrix.of(dHidden), parts, Matrix.of(wanted.rows(rows)));
      }
    }
    return sum;
  }

  /// Some targets, from the one numbered `from` on. `scores`, (rows, vocabulary), holds first their
  /// logits, then e^(logit - largest).
  private final class Chunk {
    private final Team team;
    private final Matrix hidden;
    private final long[] labels;
    private final int from;
    private final int rows;
    private final Matrix scores;

    Chunk(Team team, Matrix hidden, long[] labels, int from, int rows, Matrix scores) {
      this.team = team;
      this.hidden = hidden;
      this.labels = labels;
      this.from = from;
      this.rows = rows;
      this.scores = scores;
    }

    double loss() {
      weights.scores(team, rows, Side.of(hidden).from(from, 0), Side.of(scores));
      team.each(rows, this::exponentials);
      double sum = 0;
      for (int r = 0; r < rows; r++) {
        sum += losses[r];
      }
      return sum;
    }

    private void exponentials(int r) {
      long row = scores.row(r);
      float wanted = Matrix.get(row + 4 * labels[from + r]);
      FloatVector most = FloatVector.broadcast(Matrix.SPECIES, Float.NEGATIVE_INFINITY);
      int whole = Matrix.SPECIES.loopBound(vocabulary);
      for (int i = 0; i < whole; i += Matrix.LANES) {
        most = most.max(Matrix.load(row + 4L * i));
      }
      float max = Matrix.max(most);
      for (int i = whole; i < vocabulary; i++) {
        max = Math.max(max, Matrix.get(row + 4L * i));
      }
      FloatVector sums = FloatVector.zero(Matrix.SPECIES);
      for (int i = 0; i < whole; i += Matrix.LANES) {
        FloatVector e = Exp.of(Matrix.load(row + 4L * i).sub(max));
        sums = sums.add(e);
        Matrix.store(e, row + 4L * i);
      }
      float sum = Matrix.sum(sums);
      for (int i = whole; i < vocabulary; i++) {
        float e = (float) Math.exp(Matrix.get(row + 4L * i) - max);
        sum += e;
        Matrix.set(row + 4L * i, e);
      }
      inverse[r] = 1 / sum;
      losses[r] = max + Math.log(sum) - wanted;
    }

    /// With p = e / sum(e): the gradient of h is scale (p W - W\[label]), that of W scale (p - 1 at
    /// the label) h.
    void backward(double scale, Matrix dHidden, Matrix parts, Matrix wanted) {
      weights.backward(team, rows, Side.of(scores), parts);
      team.spread(
          rows,
          (begin, end) -> {
            for (int r = begin; r < end; r++) {
              long label = weights.row(labels[from + r], wanted.row(r));
              gradient(r, (float) scale, parts, label, dHidden.row(from + r));
            }
          });
      Side weightGradient = gradient;
      if (weightGradient != null) {
        learn(weightGradient, (float) scale, parts);
      }
    }

    private void gradient(int r, float scale, Matrix parts, long label, long to) {
      for (int i = 0; i < width; i += Matrix.LANES) {
        int left = width - i;
        FloatVector sum = Matrix.load(parts.row(r) + 4L * i, left);
        for (int p = 1; p < PARTS; p++) {
          sum = sum.add(Matrix.load(parts.row((long) p * rows + r) + 4L * i, left));
        }
        sum = sum.mul(inverse[r]).sub(Matrix.load(label + 4L * i, left));
        Matrix.store(sum.mul(scale), to + 4L * i, left);
      }
    }

    /// @param scaled room for h / sum(e), whose first rows are done with
    private void learn(Side gradient, float scale, Matrix scaled) {
      for (int r = 0; r < rows; r++) {
        Matrix.copy(hidden.row(from + r), scaled.row(r), width, scale * inverse[r]);
      }
      Side e = Side.of(scores).t();
      Blas.multiply(team, vocabulary, width, rows, 1, e, Side.of(scaled), 1, gradient);
      for (int r = 0; r < rows; r++) {
        Matrix.add(
            hidden.row(from + r), gradient.from(labels[from + r], 0).address(), width, -scale);
      }
    }
  }

  /// Bytes in use, without the weights.
  long bytes() {
    return logits.bytes() + sums.bytes() + wanted.bytes();
  }

  @Override
  public void close() {
    weights.close();
    wanted.close();
    logits.close();
    sums.close();
  }
}
