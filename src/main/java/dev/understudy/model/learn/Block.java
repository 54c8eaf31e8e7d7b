package dev.understudy.model.learn;

import dev.understudy.model.ModelConfig;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// One block of the decoder: forward, keeping what the way back needs, and backward.
final class Block implements AutoCloseable {
  private final Norm attentionNorm;
  private final Linear qkv;
  private final @Nullable Heads heads;
  private final Linear output;
  private final Norm feedForwardNorm;
  private final Linear gateUp;
  private final Linear down;

  private final Room qkvInput; // (tokens, width + own)
  private final Room attentionInverse; // (tokens, 1)
  private final Room projected; // (tokens, (heads + 2 kvHeads) headDim), rotated
  private final Room attended; // (tokens, heads headDim + own)
  private final Room chosen; // the same, of the rows that go on
  private final Room logSums; // (tokens, heads)
  private final Room middle; // (rows, width)
  private final Room gateUpInput; // (rows, width + own)
  private final Room feedForwardInverse; // (rows, 1)
  private final Room gated; // (rows, 2 feedForward)

  Block(
      ModelConfig config,
      Norm attentionNorm,
      Linear qkv,
      @Nullable Heads heads,
      Linear output,
      Norm feedForwardNorm,
      Linear gateUp,
      Linear down,
      Rooms rooms) {
    this.attentionNorm = attentionNorm;
    this.qkv = qkv;
    this.heads = heads;
    this.output = output;
    this.feedForwardNorm = feedForwardNorm;
    this.gateUp = gateUp;
    this.down = down;
    qkvInput = rooms.of(qkv.columns());
    attentionInverse = rooms.of(1);
    projected = rooms.of(config.qkvRows());
    attended = rooms.of(output.columns());
    chosen = rooms.of(output.columns());
    logSums = rooms.of(config.heads());
    middle = rooms.of(config.width());
    gateUpInput = rooms.of(gateUp.columns());
    feedForwardInverse = rooms.of(1);
    gated = rooms.of(2L * config.feedForward());
  }

  /// @param x (tokens, width)
  /// @param rows the tokens that matter behind the attention, or null for all
  /// @param y (rows, width)
  void forward(Pass pass, Tensor x, @Nullable Tensor rows, Tensor y) {
    long count = y.size(0);
    activate(pass, x, rows, count);
    Tensor inner = pass.scratch().inner().rows(count);
    Gate.forward(pass.team(), gated.rows(count), own(inner, down));
    y.copy_(middle.rows(count));
    down.forward(pass.team(), inner, y, true);
  }

  /// Fills all that the way back needs: the forward pass without its last product.
  ///
  /// @param count of the rows that go on
  void activate(Pass pass, Tensor x, @Nullable Tensor rows, long count) {
    long tokens = x.size(0);
    Tensor input = qkvInput.rows(tokens);
    attentionNorm.forward(pass.team(), x, own(input, qkv), attentionInverse.rows(tokens));
    Tensor each = projected.rows(tokens);
    qkv.draw(tokens);
    qkv.forward(pass.team(), input, each, false);
    if (heads != null) {
      heads.forward(pass.team(), each);
    }
    pass.rotation().forward(pass.team(), each);
    Tensor seen = attended.rows(tokens);
    pass.attention()
        .forward(pass.team(), pass.batch(), each, own(seen, output), logSums.rows(tokens));
    Tensor going = x;
    if (rows != null) {
      going = x.index_select(0, rows);
      Tensor all = seen;
      seen = chosen.rows(rows.numel());
      seen.copy_(all.index_select(0, rows));
    }
    Tensor mid = middle.rows(count);
    mid.copy_(going);
    output.draw(count);
    output.forward(pass.team(), seen, mid, true);
    Tensor normed = gateUpInput.rows(count);
    feedForwardNorm.forward(pass.team(), mid, own(normed, gateUp), feedForwardInverse.rows(count));
    gateUp.draw(count);
    gateUp.forward(pass.team(), normed, gated.rows(count), false);
    down.draw(count);
  }

  /// @param x (tokens, width), as in the forward pass
  /// @param d (rows, width): gradient of y, overwritten
  /// @return (tokens, width): gradient of x, where no rows were chosen in the memory of `d`
  Tensor backward(Pass pass, Tensor x, @Nullable Tensor rows, Tensor d) {
    feedForwardBackward(pass, d);
    long tokens = x.size(0);
    long going = d.size(0);
    Tensor seen = rows == null ? attended.rows(going) : chosen.rows(going);
    Tensor dSeen = pass.scratch().dAttended().rows(going);
    output.backward(pass.team(), d, dSeen);
    output.learn(pass.team(), seen, d, dSeen);
    Tensor dx = rows == null ? d : spread(d, rows, tokens);
    Tensor dAttended = own(rows == null ? dSeen : spread(dSeen, rows, tokens), output);
    Tensor each = projected.rows(tokens);
    Tensor dHeads = pass.scratch().dQkv().rows(tokens);
    pass.attention()
        .backward(
            pass.team(),
            pass.batch(),
            each,
            own(attended.rows(tokens), output),
            logSums.rows(tokens),
            dAttended,
            dHeads);
    pass.rotation().backward(pass.team(), dHeads);
    if (heads != null) {
      heads.backward(pass.team(), dHeads);
    }
    Tensor dInput = pass.scratch().dQkvInput().rows(tokens);
    qkv.backward(pass.team(), dHeads, dInput);
    qkv.learn(pass.team(), qkvInput.rows(tokens), dHeads, dInput);
    attentionNorm.backward(pass.team(), own(dInput, qkv), x, attentionInverse.rows(tokens), dx);
    return dx;
  }

  private void feedForwardBackward(Pass pass, Tensor d) {
    long rows = d.size(0);
    Scratch scratch = pass.scratch();
    Tensor inner = scratch.inner().rows(rows);
    Tensor dInner = scratch.dInner().rows(rows);
    Tensor dGates = scratch.dGateUp().rows(rows);
    down.backward(pass.team(), d, dInner);
    Gate.backward(pass.team(), gated.rows(rows), own(dInner, down), own(inner, down), dGates);
    down.restore(pass.team(), inner);
    down.learn(pass.team(), inner, d, dInner);
    Tensor dInput = scratch.dGateUpInput().rows(rows);
    gateUp.backward(pass.team(), dGates, dInput);
    gateUp.learn(pass.team(), gateUpInput.rows(rows), dGates, dInput);
    feedForwardNorm.backward(
        pass.team(), own(dInput, gateUp), middle.rows(rows), feedForwardInverse.rows(rows), d);
  }

  private static Tensor spread(Tensor some, Tensor rows, long tokens) {
    return torch.zeros(tokens, some.size(1)).index_copy_(0, rows, some);
  }

  /// The columns of a buffer that are the map's input itself.
  private static Tensor own(Tensor buffer, Linear map) {
    return buffer.narrow(1, 0, map.in());
  }

  /// Bytes in use by what its parts keep, beside the rooms it was given.
  long bytes() {
    return qkv.bytes()
        + output.bytes()
        + gateUp.bytes()
        + down.bytes()
        + (heads == null ? 0 : heads.bytes());
  }

  Linear qkv() {
    return qkv;
  }

  Linear output() {
    return output;
  }

  Linear gateUp() {
    return gateUp;
  }

  Linear down() {
    return down;
  }

  @Override
  public void close() {
    attentionNorm.close();
    qkv.close();
    if (heads != null) {
      heads.close();
    }
    output.close();
    feedForwardNorm.close();
    gateUp.close();
    down.close();
    for (Room room :
        List.of(
            qkvInput,
            attentionInverse,
            projected,
            attended,
            chosen,
            logSums,
            middle,
            gateUpInput,
            feedForwardInverse,
            gated)) {
      room.close();
    }
  }
}
