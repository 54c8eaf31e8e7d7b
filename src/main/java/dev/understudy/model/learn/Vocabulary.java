package dev.understudy.model.learn;

import dev.understudy.model.Team;
import dev.understudy.model.learn.Blas.Side;
import org.bytedeco.pytorch.Tensor;

/// The frozen matrix of the output head, (tokens, width), as the loss needs it.
interface Vocabulary extends AutoCloseable {
  // The vocabulary's share of a hidden value's gradient is summed in as many parts.
  int PARTS = 8;

  int tokens();

  int width();

  /// scores = hidden W^T.
  ///
  /// @param hidden (rows, width)
  /// @param scores (rows, tokens)
  void scores(Team team, int rows, Side hidden, Side scores);

  /// scores W, each part of the tokens for itself.
  ///
  /// @param parts (PARTS rows, width), of which the sum over the parts is meant
  void backward(Team team, int rows, Side scores, Matrix parts);

  /// Address of a token's row of W, (width): in `room`, or where it lies anyway.
  long row(long token, long room);

  @Override
  void close();

  /// Runs `part` over the parts' tokens.
  static void parts(Team team, int tokens, Part part) {
    int each = (tokens + PARTS - 1) / PARTS;
    team.each(
        PARTS,
        (p, member) -> {
          int first = Math.min(tokens, p * each);
          part.run(p, member, first, Math.min(each, tokens - first));
        });
  }

  interface Part {
    void run(int part, int member, int first, int count);
  }

  /// In float32, shared with `weight`.
  static Vocabulary of(Tensor weight) {
    return new Floats(Tensors.keep(new Tensor(weight)), Matrix.of(weight));
  }

  record Floats(Tensor weight, Matrix weights) implements Vocabulary {
    @Override
    public int tokens() {
      return (int) weights.rows();
    }

    @Override
    public int width() {
      return weights.columns();
    }

    @Override
    public void scores(Team team, int rows, Side hidden, Side scores) {
      Blas.multiply(team, rows, tokens(), width(), 1, hidden, Side.of(weights).t(), 0, scores);
    }

    @Override
    public void backward(Team team, int rows, Side scores, Matrix parts) {
      Vocabulary.parts(
          team,
          tokens(),
          (part, member, first, count) -> {
            Side w = Side.of(weights).from(first, 0);
            Side to = Side.of(parts).from((long) part * rows, 0);
            Blas.multiply(rows, width(), count, 1, scores.from(0, first), w, 0, to);
          });
    }

    @Override
    public long row(long token, long room) {
      return weights.row(token);
    }

    @Override
    public void close() {
      weight.close();
    }
  }
}
