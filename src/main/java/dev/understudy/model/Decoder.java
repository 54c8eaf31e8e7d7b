package dev.understudy.model;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// The decoder on the CPU with kernels of our own: any number of tokens of any number of sequences
/// in one pass.
///
/// Every weight is read once a pass for all its rows, from libtorch's memory and without a copy.
/// Each row's numbers do not depend on the rows beside it (see [Kernels]), so a text is the same
/// alone, in a batch, after a reused beginning, and for any number of threads. The same values as
/// [TorchDecoder] up to rounding.
///
/// The weights must outlive it. One pass at a time.
final class Decoder implements AutoCloseable {
  /// More rows than this are split into several passes, so that activations stay in the
  /// second-level cache.
  private static final int MOST_ROWS = 128;

  /// One token to compute: it goes to `position` of `cache`, which holds all earlier ones or gets
  /// them in this pass.
  ///
  /// @param wanted whether somebody asks for the logits of the token that follows
  record Row(KvCache cache, int position, int token, boolean wanted) {}

  /// Is handed the logits that follow a wanted row: `vocabulary` floats from `at` on, to be used
  /// before it returns.
  interface Taker {
    void take(int row, float[] logits, int at);
  }

  private record Block(
      float[] attentionNorm,
      Kernels.Matrix qkv,
      Kernels.Matrix output,
      float[] feedForwardNorm,
      Kernels.Matrix gateUp,
      Kernels.Matrix down) {}

  private final ModelConfig config;
  private final Team team;
  private final List<Block> blocks = new ArrayList<>();
  private final Kernels.Matrix embedding;
  private final Kernels.Matrix head;
  private final float[] finalNorm;
  private final double[] frequencies;

  // Scratch of one pass, rows one after another.
  private float[] x = {}; // (rows, width): the residual stream
  private float[] normed = {}; // (rows, width)
  private float[] qkv = {}; // (rows, qkvRows)
  private float[] attended = {}; // (rows, heads * headDim)
  private float[] gateUp = {}; // (rows, 2 * feedForward)
  private float[] angles = {}; // (rows, headDim): cosines, then sines
  private float[] logits = {}; // (wanted rows, vocabulary)

  Decoder(Weights weights, int threads) {
    config = weights.config();
    team = new Team(threads);
    for (Weights.Layer l : weights.layers()) {
      blocks.add(
          new Block(
              floats(l.attentionNorm()),
              matrix(l.qkv()),
              matrix(l.output()),
              floats(l.feedForwardNorm()),
              matrix(l.gateUp()),
              matrix(l.down())));
    }
    embedding = matrix(weights.embedding());
    head = matrix(weights.head());
    finalNorm = floats(weights.finalNorm());
    frequencies = Rope.frequencies(config);
  }

  /// Appends `tokens` to the cache and returns the logits that follow the last of them,
  /// (vocabulary).
  float[] append(KvCache cache, int[] tokens) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < tokens.length; i++) {
      rows.add(new Row(cache, cache.length() + i, tokens[i], i == tokens.length - 1));
    }
    float[] logits = new float[config.vocabulary()];
    forward(rows, (row, all, at) -> System.arraycopy(all, at, logits, 0, logits.length));
    return logits;
  }

  /// Computes all rows; rows of one cache must come in the order of their positions, from its
  /// present length on.
  void forward(List<Row> rows, Taker taker) {
    for (int from = 0; from < rows.size(); from += MOST_ROWS) {
      List<Row> some = List.copyOf(rows.subList(from, Math.min(rows.size(), from + MOST_ROWS)));
      int[] wanted = IntStream.range(0, some.size()).filter(m -> some.get(m).wanted).toArray();
      pass(some, wanted);
      for (int j = 0; j < wanted.length; j++) {
        taker.take(from + wanted[j], logits, j * config.vocabulary());
      }
    }
  }

  @Override
  public void close() {
    team.close();
  }

  private void pass(List<Row> rows, int[] wanted) {
    reserve(rows.size(), wanted.length);
    for (int m = 0; m < rows.size(); m++) {
      Row row = rows.get(m);
      if (row.position != row.cache.length() || row.token < 0 || row.token >= config.vocabulary()) {
        throw new IllegalArgumentException(row + " after " + row.cache.length());
      }
      row.cache.extend(1);
      Kernels.copy(embedding, row.token, x, m * config.width());
      anglesOf(row.position, m * config.headDim());
    }
    team.run(t -> work(t, rows, wanted));
  }

  /// What every thread runs; each `barrier` ends a phase whose results all threads read in the
  /// next.
  private void work(Team t, List<Row> rows, int[] wanted) {
    int n = rows.size();
    int longest = rows.stream().mapToInt(r -> r.position + 1).max().orElse(0);
    float[] scores = new float[Kernels.padded(longest)];
    for (int layer = 0; layer < blocks.size(); layer++) {
      Block b = blocks.get(layer);
      norm(t, n, b.attentionNorm);
      t.barrier();
      multiply(t, b.qkv, normed, config.width(), n, qkv, false);
      t.barrier();
      rotate(t, rows, layer);
      t.barrier();
      attend(t, rows, layer, scores);
      t.barrier();
      multiply(t, b.output, attended, config.heads() * config.headDim(), n, x, true);
      t.barrier();
      norm(t, n, b.feedForwardNorm);
      t.barrier();
      gateUp(t, b.gateUp, n);
      t.barrier();
      multiply(t, b.down, gateUp, 2 * config.feedForward(), n, x, true);
      t.barrier();
    }
    for (int j = t.take(1); j < wanted.length; j = t.take(1)) {
      norm(wanted[j], finalNorm, j);
    }
    t.barrier();
    multiply(t, head, normed, config.width(), wanted.length, logits, false);
  }

  private void norm(Team t, int rows, float[] scale) {
    for (int m = t.take(1); m < rows; m = t.take(1)) {
      norm(m, scale, m);
    }
  }

  private void norm(int from, float[] scale, int to) {
    int width = config.width();
    Kernels.rmsNorm(x, from * width, scale, width, config.epsilon(), normed, to * width);
  }

  private void multiply(
      Team t, Kernels.Matrix w, float[] in, int inStride, int rows, float[] out, boolean add) {
    int grain = grain(w.rows());
    for (int r = t.take(grain); r < w.rows(); r = t.take(grain)) {
      int end = Math.min(w.rows(), r + grain);
      Kernels.multiply(w, r, end, in, inStride, rows, out, w.rows(), add);
    }
  }

  /// Rotates queries and keys, and moves keys and values to their caches.
  private void rotate(Team t, List<Row> rows, int layer) {
    int headDim = config.headDim();
    for (int m = t.take(1); m < rows.size(); m = t.take(1)) {
      Row row = rows.get(m);
      int at = m * config.qkvRows();
      for (int h = 0; h < config.heads() + config.kvHeads(); h++) {
        Kernels.rotate(qkv, at + h * headDim, headDim, angles, m * headDim);
      }
      int stride = row.cache.stride();
      int k = at + config.heads() * headDim;
      System.arraycopy(qkv, k, row.cache.keys(layer), row.position * stride, stride);
      System.arraycopy(qkv, k + stride, row.cache.values(layer), row.position * stride, stride);
    }
  }

  private void attend(Team t, List<Row> rows, int layer, float[] scores) {
    int headDim = config.headDim();
    int heads = config.heads();
    int group = heads / config.kvHeads();
    for (int i = t.take(1); i < rows.size() * heads; i = t.take(1)) {
      int m = i / heads;
      int h = i % heads;
      Row row = rows.get(m);
      Kernels.attend(
          qkv,
          m * config.qkvRows() + h * headDim,
          row.cache.keys(layer),
          row.cache.values(layer),
          h / group * headDim,
          row.cache.stride(),
          row.position + 1,
          headDim,
          scores,
          attended,
          (m * heads + h) * headDim);
    }
  }

  /// silu(gate x) * (up x), into the gate's half of `gateUp`.
  private void gateUp(Team t, Kernels.Matrix w, int rows) {
    int ff = config.feedForward();
    int grain = grain(ff);
    for (int r = t.take(grain); r < ff; r = t.take(grain)) {
      int end = Math.min(ff, r + grain);
      Kernels.multiply(w, r, end, normed, config.width(), rows, gateUp, 2 * ff, false);
      Kernels.multiply(w, ff + r, ff + end, normed, config.width(), rows, gateUp, 2 * ff, false);
      for (int m = 0; m < rows; m++) {
        int at = 2 * m * ff + r;
        Kernels.siluTimes(gateUp, at, gateUp, at + ff, end - r);
      }
    }
  }

  /// Small enough that threads finish together even when one is slowed, a multiple of four.
  private int grain(int rows) {
    return Math.clamp(rows / (8L * team.size()) / 4 * 4, 4, 64);
  }

  private void anglesOf(int position, int at) {
    int half = config.headDim() / 2;
    for (int i = 0; i < half; i++) {
      double angle = position * frequencies[i];
      angles[at + i] = (float) Math.cos(angle);
      angles[at + half + i] = (float) Math.sin(angle);
    }
  }

  private void reserve(int rows, int wanted) {
    if (logits.length < wanted * config.vocabulary()) {
      logits = new float[wanted * config.vocabulary()];
    }
    if (x.length < rows * config.width()) {
      x = new float[rows * config.width()];
      normed = new float[rows * config.width()];
      qkv = new float[rows * config.qkvRows()];
      attended = new float[rows * config.heads() * config.headDim()];
      gateUp = new float[rows * 2 * config.feedForward()];
      angles = new float[rows * config.headDim()];
    }
  }

  private static Kernels.Matrix matrix(Tensor t) {
    return new Kernels.Matrix(NativeFloats.of(t).segment(), (int) t.size(0), (int) t.size(1));
  }

  private static float[] floats(Tensor t) {
    return NativeFloats.of(t).segment().toArray(ValueLayout.JAVA_FLOAT);
  }
}
