package dev.understudy.model;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The decoder on the CPU with kernels of our own: any number of tokens of any number of sequences
/// in one pass.
///
/// Every weight is read once a pass for all its rows, from libtorch's memory and without a copy.
/// Each row's numbers do not depend on the rows beside it (see [Kernels]), so a text is the same
/// alone, in a batch, after a reused beginning, and for any number of threads. The same values as
/// [TorchDecoder] up to rounding.
///
/// The weights must outlive it. One pass at a time.
final class Decoder implements Engine {
  /// More rows than this are split into several passes, so that activations stay in the
  /// second-level cache.
  private static final int MOST_ROWS = 128;

  private record Block(
      float[] attentionNorm,
      Kernels.Matrix qkv,
      Heads heads,
      Kernels.Matrix output,
      float[] feedForwardNorm,
      Kernels.Matrix gateUp,
      Kernels.Matrix down) {}

  /// See [Weights.Heads].
  private record Heads(
      float @Nullable [] bias, float @Nullable [] queryNorm, float @Nullable [] keyNorm) {
    static Heads of(Weights.Heads heads) {
      return new Heads(
          heads.bias() == null ? null : floats(heads.bias()),
          heads.queryNorm() == null ? null : floats(heads.queryNorm()),
          heads.keyNorm() == null ? null : floats(heads.keyNorm()));
    }
  }

  private final ModelConfig config;
  private final Team team;
  private final List<Block> blocks = new ArrayList<>();
  private final Kernels.Matrix embedding;
  private final Kernels.Matrix head;
  private final float[] finalNorm;
  private final double[] frequencies;

  // Rows a multiple of 4096 bytes apart would all fall into the same few cache lines.
  private final int innerStride;
  private final int logitsStride;

  // Scratch of one pass, rows one after another.
  private float[] x = {}; // (rows, width): the residual stream
  private float[] normed = {}; // (rows, width)
  private float[] qkv = {}; // (rows, qkvRows)
  private float[] attended = {}; // (rows, heads * headDim)
  private float[] gateUp = {}; // (rows, innerStride): gate, up, padding
  private float[] angles = {}; // (rows, headDim): cosines, then sines
  private final float[][] scores; // (members, positions)
  private float[] logits = {}; // (wanted rows, logitsStride)

  Decoder(Weights weights, int threads) {
    config = weights.config();
    team = new Team(threads);
    scores = new float[threads][0];
    for (Weights.Layer l : weights.layers()) {
      blocks.add(
          new Block(
              floats(l.attentionNorm()),
              matrix(l.qkv()),
              Heads.of(l.heads()),
              matrix(l.output()),
              floats(l.feedForwardNorm()),
              matrix(l.gateUp()),
              matrix(l.down())));
    }
    embedding = matrix(weights.embedding());
    head = matrix(weights.head());
    finalNorm = floats(weights.finalNorm());
    frequencies = Rope.frequencies(config);
    innerStride = 2 * config.feedForward() + 16;
    logitsStride = config.vocabulary() + 16;
  }

  @Override
  public int vocabulary() {
    return config.vocabulary();
  }

  @Override
  public KvCache cache() {
    return new KvCache(config);
  }

  @Override
  public void forward(List<Row> rows, Taker taker) {
    for (int from = 0; from < rows.size(); from += MOST_ROWS) {
      List<Row> some = List.copyOf(rows.subList(from, Math.min(rows.size(), from + MOST_ROWS)));
      int[] wanted = IntStream.range(0, some.size()).filter(m -> some.get(m).wanted()).toArray();
      pass(some, wanted);
      for (int j = 0; j < wanted.length; j++) {
        taker.take(from + wanted[j], logits, j * logitsStride);
      }
    }
  }

  @Override
  public void close() {
    team.close();
  }

  private void pass(List<Row> rows, int[] wanted) {
    int longest = rows.stream().mapToInt(r -> r.position() + 1).max().orElse(0);
    reserve(rows.size(), wanted.length, longest);
    for (int m = 0; m < rows.size(); m++) {
      Row row = rows.get(m);
      row.check(config);
      cache(row).extend(1);
      Kernels.copy(embedding, row.token(), x, m * config.width());
      anglesOf(row.position(), m * config.headDim());
    }
    for (int layer = 0; layer < blocks.size(); layer++) {
      block(blocks.get(layer), rows, layer);
    }
    for (int j = 0; j < wanted.length; j++) {
      norm(wanted[j], finalNorm, j);
    }
    multiply(head, normed, config.width(), wanted.length, logits, logitsStride, false);
  }

  private void block(Block b, List<Row> rows, int layer) {
    int n = rows.size();
    norms(n, b.attentionNorm);
    qkv(b, rows, layer);
    attend(rows, layer);
    multiply(b.output, attended, config.heads() * config.headDim(), n, x, config.width(), true);
    norms(n, b.feedForwardNorm);
    gateUp(b.gateUp, n);
    multiply(b.down, gateUp, innerStride, n, x, config.width(), true);
  }

  private void norms(int rows, float[] scale) {
    team.forEach(
        rows,
        16,
        (from, to, member) -> {
          for (int m = from; m < to; m++) {
            norm(m, scale, m);
          }
        });
  }

  private void norm(int from, float[] scale, int to) {
    int width = config.width();
    Kernels.rmsNorm(x, from * width, scale, width, config.epsilon(), normed, to * width);
  }

  private void multiply(
      Kernels.Matrix w,
      float[] in,
      int inStride,
      int rows,
      float[] out,
      int outStride,
      boolean add) {
    team.forEach(
        w.rows(),
        grain(w.rows(), 4),
        (from, to, member) ->
            Kernels.multiply(w, from, to, in, inStride, rows, out, outStride, add));
  }

  /// Projects head by head; queries and keys are rotated, keys and values moved to their caches.
  private void qkv(Block b, List<Row> rows, int layer) {
    int headDim = config.headDim();
    int stride = config.qkvRows();
    team.forEach(
        stride / headDim,
        1,
        (from, to, member) -> {
          Kernels.multiply(
              b.qkv,
              from * headDim,
              to * headDim,
              normed,
              config.width(),
              rows.size(),
              qkv,
              stride,
              false);
          for (int h = from; h < to; h++) {
            for (int m = 0; m < rows.size(); m++) {
              place(b.heads, h, m * stride + h * headDim, m, rows.get(m), layer);
            }
          }
        });
  }

  /// Finishes one head of one row, computed at qkv\[at].
  private void place(Heads extra, int head, int at, int m, Row row, int layer) {
    int headDim = config.headDim();
    int kvHead = head - config.heads();
    if (extra.bias != null) {
      Kernels.add(extra.bias, head * headDim, qkv, at, headDim);
    }
    if (kvHead < config.kvHeads()) {
      float[] norm = kvHead < 0 ? extra.queryNorm : extra.keyNorm;
      if (norm != null) {
        Kernels.rmsNorm(qkv, at, norm, headDim, config.epsilon(), qkv, at);
      }
      Kernels.rotate(qkv, at, headDim, angles, m * headDim);
    }
    KvCache cache = cache(row);
    int to = row.position() * cache.stride();
    if (kvHead >= config.kvHeads()) {
      to += (kvHead - config.kvHeads()) * headDim;
      System.arraycopy(qkv, at, cache.values(layer), to, headDim);
    } else if (kvHead >= 0) {
      System.arraycopy(qkv, at, cache.keys(layer), to + kvHead * headDim, headDim);
    }
  }

  private void attend(List<Row> rows, int layer) {
    int headDim = config.headDim();
    int heads = config.heads();
    int group = heads / config.kvHeads();
    team.forEach(
        rows.size() * heads,
        1,
        (from, to, member) -> {
          for (int i = from; i < to; i++) {
            Row row = rows.get(i / heads);
            KvCache cache = cache(row);
            int h = i % heads;
            Kernels.attend(
                qkv,
                i / heads * config.qkvRows() + h * headDim,
                cache.keys(layer),
                cache.values(layer),
                h / group * headDim,
                cache.stride(),
                row.position() + 1,
                headDim,
                scores[member],
                attended,
                i * headDim);
          }
        });
  }

  /// silu(gate x) * (up x), into the gate's half of `gateUp`.
  private void gateUp(Kernels.Matrix w, int rows) {
    int ff = config.feedForward();
    int width = config.width();
    team.forEach(
        ff,
        grain(ff, 16),
        (from, to, member) -> {
          Kernels.multiply(w, from, to, normed, width, rows, gateUp, innerStride, false);
          Kernels.multiply(w, ff + from, ff + to, normed, width, rows, gateUp, innerStride, false);
          for (int m = 0; m < rows; m++) {
            int at = m * innerStride + from;
            Kernels.siluTimes(gateUp, at, gateUp, at + ff, to - from);
          }
        });
  }

  /// Small enough that threads finish together even when one is slowed, a multiple of `least`.
  private int grain(int rows, int least) {
    return Math.clamp(rows / (8L * team.size()) / least * least, least, 64);
  }

  private void anglesOf(int position, int at) {
    int half = config.headDim() / 2;
    for (int i = 0; i < half; i++) {
      double angle = position * frequencies[i];
      angles[at + i] = (float) Math.cos(angle);
      angles[at + half + i] = (float) Math.sin(angle);
    }
  }

  private void reserve(int rows, int wanted, int longest) {
    int room = Kernels.padded(longest);
    if (scores[0].length < room) {
      Arrays.setAll(scores, member -> new float[room + room / 2]);
    }
    if (logits.length < wanted * logitsStride) {
      logits = new float[wanted * logitsStride];
    }
    if (x.length < rows * config.width()) {
      x = new float[rows * config.width()];
      normed = new float[rows * config.width()];
      qkv = new float[rows * config.qkvRows()];
      attended = new float[rows * config.heads() * config.headDim()];
      gateUp = new float[rows * innerStride];
      angles = new float[rows * config.headDim()];
    }
  }

  private static KvCache cache(Row row) {
    return (KvCache) row.cache();
  }

  private static Kernels.Matrix matrix(Tensor t) {
    return new Kernels.Matrix(NativeFloats.of(t).segment(), (int) t.size(0), (int) t.size(1));
  }

  private static float[] floats(Tensor t) {
    return NativeFloats.of(t).segment().toArray(ValueLayout.JAVA_FLOAT);
  }
}
