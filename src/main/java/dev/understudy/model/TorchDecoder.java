package dev.understudy.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The decoder on libtorch, on any device: what computes on a GPU, and on the CPU what our kernels
/// are measured against.
///
/// Unlike there, a sequence's numbers may change in the last places with the rows beside it.
final class TorchDecoder implements Engine {
  /// More rows than this are split into several passes, to bound the memory of scores and logits.
  private static final int MOST_ROWS = 512;

  private final ModelConfig config;
  private final Device device;
  private final Weights weights;
  private final List<TorchBlock> blocks = new ArrayList<>();
  private final TorchCaches caches;
  private final float[] logits;

  /// Copies the weights to where they are needed; those given may be closed.
  TorchDecoder(Weights base, Device device) {
    this.config = base.config();
    this.device = device;
    weights = base.on(device);
    for (Weights.Layer l : weights.layers()) {
      blocks.add(
          new TorchBlock(
              config,
              l.attentionNorm(),
              TorchBlock.map(l.qkv()),
              l.heads(),
              TorchBlock.map(l.output()),
              l.feedForwardNorm(),
              TorchBlock.map(l.gateUp()),
              TorchBlock.map(l.down())));
    }
    caches = new TorchCaches(config, device);
    logits = new float[config.vocabulary()];
  }

  @Override
  public int vocabulary() {
    return config.vocabulary();
  }

  @Override
  public Cache cache() {
    return caches.take();
  }

  @Override
  public void forward(List<Row> rows, Taker taker) {
    for (int from = 0; from < rows.size(); from += MOST_ROWS) {
      List<Row> some = rows.subList(from, Math.min(rows.size(), from + MOST_ROWS));
      int first = from;
      pass(some, (row, all, at) -> taker.take(first + row, all, at));
    }
  }

  private void pass(List<Row> rows, Taker taker) {
    for (Row row : rows) {
      row.check(config);
      ((TorchCaches.Slot) row.cache()).extend();
    }
    int[] wanted = IntStream.range(0, rows.size()).filter(i -> rows.get(i).wanted()).toArray();
    long[] ids = rows.stream().mapToLong(Row::token).toArray();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        Pass pass = new Pass(rows)) {
      Tensor x = weights.embedding().index_select(0, device.longs(ids)); // (rows, width)
      x = x.to(torch.ScalarType.Float);
      Tensor chosen = device.longs(IntStream.of(wanted).asLongStream().toArray());
      for (int layer = 0; layer < blocks.size(); layer++) {
        boolean last = layer == blocks.size() - 1;
        x = blocks.get(layer).forward(x, pass.rope(), pass.attention(layer), last ? chosen : null);
      }
      if (wanted.length > 0) {
        Tensor normed = TorchBlock.norm(x, weights.finalNorm(), config);
        hand(TorchBlock.map(weights.head()).apply(normed), wanted, taker);
      }
    }
  }

  /// @param all (wanted rows, vocabulary)
  private void hand(Tensor all, int[] wanted, Taker taker) {
    Tensor floats = all.to(torch.ScalarType.Float).cpu();
    MemorySegment from = NativeFloats.of(floats).segment();
    for (int i = 0; i < wanted.length; i++) {
      long at = 4L * i * logits.length;
      MemorySegment.copy(from, ValueLayout.JAVA_FLOAT, at, logits, 0, logits.length);
      taker.take(wanted[i], logits, 0);
    }
  }

  /// What all blocks need in one pass: where the rows' keys and values go, and what each row sees.
  private final class Pass implements AutoCloseable {
    private final Grid grid;
    private final int longest;
    private final Rope host;
    private final Rope rope;
    private final Tensor places; // (rows)
    private final Tensor sequences; // (sequences), their slots
    private final Tensor cells; // (rows)
    private final Tensor rows; // (sequences steps)
    private final Tensor mask; // (sequences, 1, steps, longest)

    Pass(List<Row> all) {
      long[] positions = all.stream().mapToLong(Row::position).toArray();
      grid = Grid.of(all);
      longest = all.stream().mapToInt(r -> r.position() + 1).max().orElse(0);
      host = Rope.of(config, positions);
      rope = new Rope(device.floats(host.cos()), device.floats(host.sin()));
      places =
          device.longs(
              all.stream().mapToLong(r -> caches.place(r.cache(), r.position())).toArray());
      sequences = device.longs(TorchCaches.slots(grid.sequences()));
      cells = device.longs(grid.cells());
      rows = device.longs(grid.rows());
      Tensor seen = device.longs(grid.spread(positions)).view(-1, 1, grid.steps(), 1);
      mask = device.longs(IntStream.range(0, longest).asLongStream().toArray()).le(seen);
    }

    Rope rope() {
      return rope;
    }

    TorchBlock.Attention attention(int layer) {
      return (q, k, v) -> {
        caches.write(layer, places, k, v);
        Tensor queries =
            q.index_select(0, rows)
                .view(-1, grid.steps(), config.heads(), config.headDim())
                .transpose(1, 2); // (sequences, heads, steps, headDim)
        return TorchBlock.attend(
                queries,
                caches.keys(layer, sequences, longest),
                caches.values(layer, sequences, longest),
                mask)
            .transpose(1, 2)
            .reshape(-1, (long) config.heads() * config.headDim())
            .index_select(0, cells);
      };
    }

    @Override
    public void close() {
      host.close();
    }
  }

  @Override
  public void close() {
    caches.close();
    weights.close();
  }
}
