package dev.understudy.model.learn;

import dev.understudy.model.Team;
import dev.understudy.model.learn.Blas.Side;
import org.bytedeco.pytorch.Tensor;

/// Embedding and output head in few bits: rows are brought to float32 as they are asked for, the
/// whole matrix a piece at a time. Both may share one matrix, which is theirs to close.
record QuantisedVocabulary(QuantisedMatrix weights, Tiles tiles) implements Vocabulary, Embedding {
  @Override
  public int tokens() {
    return weights.rows();
  }

  @Override
  public int width() {
    return weights.columns();
  }

  @Override
  public void forward(Team team, long[] tokens, Tensor x) {
    Matrix to = Matrix.of(x);
    team.spread(
        tokens.length,
        (from, end) -> {
          for (int i = from; i < end; i++) {
            weights.floats((int) tokens[i], 1, 0, width(), to.row(i), width());
          }
        });
  }

  @Override
  public void scores(Team team, int rows, Side hidden, Side scores) {
    int each = each();
    team.each(
        (tokens() + each - 1) / each,
        (piece, member) -> {
          int first = piece * each;
          Side w = tile(first, Math.min(each, tokens() - first), member).t();
          int count = Math.min(each, tokens() - first);
          Blas.multiply(rows, count, width(), 1, hidden, w, 0, scores.from(0, first));
        });
  }

  @Override
  public void backward(Team team, int rows, Side scores, Matrix parts) {
    int each = each();
    Vocabulary.parts(
        team,
        tokens(),
        (part, member, first, count) -> {
          Side to = Side.of(parts).from((long) part * rows, 0);
          for (int done = 0; done < Math.max(1, count); done += each) {
            int more = Math.min(each, count - done);
            Side w = tile(first + done, more, member);
            Side e = scores.from(0, first + done);
            Blas.multiply(rows, width(), more, 1, e, w, done == 0 ? 0 : 1, to);
          }
        });
  }

  private int each() {
    return Math.max(1, Tiles.FLOATS / width());
  }

  private Side tile(int first, int count, int member) {
    weights.floats(first, count, 0, width(), tiles.at(member), width());
    return new Side(tiles.at(member), width());
  }

  @Override
  public long row(long token, long room) {
    weights.floats((int) token, 1, 0, width(), room, width());
    return room;
  }

  @Override
  public void close() {
    weights.close();
  }
}
