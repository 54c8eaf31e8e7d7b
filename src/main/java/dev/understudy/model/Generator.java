package dev.understudy.model;

import dev.understudy.problem.UserException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Continues prompts, one at a time or many at once.
///
/// The keys and values of the last prompt and its reply are kept, and the beginning that the next
/// prompt has in common with them is not computed again. One call at a time. The weights and the
/// tokenizer belong to the caller and must outlive it.
public final class Generator implements AutoCloseable {
  /// So many prompts are continued at once; each takes memory for its keys and values.
  private static final int IN_FLIGHT = 16;

  private final ModelConfig config;
  private final Tokenizer tokenizer;
  private final Engine engine;
  private final Engine.Cache kept;
  private int[] keptTokens = {};

  /// With a thread for every processor.
  public Generator(Weights weights, Tokenizer tokenizer) {
    this(weights, tokenizer, Runtime.getRuntime().availableProcessors());
  }

  public Generator(Weights weights, Tokenizer tokenizer, int threads) {
    this(weights, tokenizer, threads, Device.CPU);
  }

  /// @param threads used where our own kernels compute
  public Generator(Weights weights, Tokenizer tokenizer, int threads, Device device) {
    this(
        weights.config(),
        tokenizer,
        device.own() ? new Decoder(weights, threads) : new TorchDecoder(weights, device));
  }

  /// Closes the engine in the end.
  Generator(ModelConfig config, Tokenizer tokenizer, Engine engine) {
    this.config = config;
    this.tokenizer = tokenizer;
    this.engine = engine;
    this.kept = engine.cache();
  }

  /// Continues `prompt`; `onText` gets the text in whole characters as it comes.
  ///
  /// @throws UserException when the prompt leaves no room for a reply in the model's context
  public Reply generate(int[] prompt, Sampling sampling, Consumer<String> onText) {
    return generate(prompt, sampling, onText, () -> false);
  }

  /// The same; asks `cancelled` before every token.
  public synchronized Reply generate(
      int[] prompt, Sampling sampling, Consumer<String> onText, BooleanSupplier cancelled) {
    check(prompt);
    float[] logits = keep(prompt, prompt.length);
    Ongoing one = new Ongoing(kept, prompt, sampling, onText);
    one.choose(logits, 0);
    while (one.goesOn(cancelled)) {
      int said = one.last;
      engine.forward(List.of(one.row()), (row, all, at) -> one.choose(all, at));
      keptTokens = Arrays.copyOf(keptTokens, keptTokens.length + 1);
      keptTokens[keptTokens.length - 1] = said;
    }
    return one.reply();
  }

  /// Continues all prompts, up to 16 at once; the replies come in the order of the prompts, each
  /// the same as alone (by libtorch's kernels up to rounding, which now and then turns a choice).
  public List<Reply> generateAll(List<int[]> prompts, Sampling sampling) {
    return generateAll(prompts, sampling, () -> false);
  }

  /// The same; replies not finished when `cancelled` says so are as far as they came, the rest
  /// empty.
  public synchronized List<Reply> generateAll(
      List<int[]> prompts, Sampling sampling, BooleanSupplier cancelled) {
    prompts.forEach(this::check);
    if (prompts.isEmpty()) {
      return List.of();
    }
    int shared = shared(prompts);
    keep(prompts.getFirst(), shared);
    List<Ongoing> flying = new ArrayList<>();
    try {
      return fly(flying, prompts, shared, sampling, cancelled);
    } finally {
      flying.forEach(one -> one.cache.close());
    }
  }

  /// @param flying those on their way, whose caches are still to be closed
  private List<Reply> fly(
      List<Ongoing> flying,
      List<int[]> prompts,
      int shared,
      Sampling sampling,
      BooleanSupplier cancelled) {
    @Nullable Reply[] replies = new Reply[prompts.size()];
    Deque<Integer> waiting = new ArrayDeque<>(IntStream.range(0, prompts.size()).boxed().toList());
    while (!waiting.isEmpty() || !flying.isEmpty()) {
      while (flying.size() < IN_FLIGHT && !waiting.isEmpty()) {
        int index = waiting.remove();
        int[] prompt = prompts.get(index);
        Ongoing one = ready(index, prompt, shared, sampling);
        flying.add(one);
        if (!cancelled.getAsBoolean()) {
          int[] own = Arrays.copyOfRange(prompt, shared, prompt.length);
          one.choose(engine.append(one.cache, own), 0);
        }
      }
      for (Ongoing one : List.copyOf(flying)) {
        if (!one.goesOn(cancelled)) {
          replies[one.index] = one.reply();
          flying.remove(one);
          one.cache.close();
        }
      }
      List<Ongoing> now = List.copyOf(flying);
      List<Engine.Row> rows = now.stream().map(Ongoing::row).toList();
      engine.forward(rows, (row, all, at) -> now.get(row).choose(all, at));
    }
    return Arrays.stream(replies).map(Objects::requireNonNull).toList();
  }

  /// The logits behind each of `tokens` from the one at `from` on: (tokens - from, vocabulary).
  public synchronized float[][] logits(int[] tokens, int from) {
    Engine.Cache cache = engine.cache();
    try {
      List<Engine.Row> rows =
          IntStream.range(0, tokens.length)
              .mapToObj(i -> new Engine.Row(cache, i, tokens[i], i >= from))
              .toList();
      float[][] logits = new float[tokens.length - from][];
      engine.forward(
          rows,
          (row, all, at) ->
              logits[row - from] = Arrays.copyOfRange(all, at, at + config.vocabulary()));
      return logits;
    } finally {
      cache.close();
    }
  }

  /// How likely the model finds given texts.
  ///
  /// @param sequences tokens, each within the context
  /// @param from the first token of each that is judged, at least 1: a token needs one before it
  /// @return natural logarithms of the probability of all judged tokens of each sequence
  public synchronized double[] logLikelihood(List<int[]> sequences, int[] from) {
    List<Engine.Cache> caches = new ArrayList<>();
    try {
      return logLikelihood(sequences, from, caches);
    } finally {
      caches.forEach(Engine.Cache::close);
    }
  }

  /// @param caches gets those to be closed
  private double[] logLikelihood(List<int[]> sequences, int[] from, List<Engine.Cache> caches) {
    double[] sums = new double[sequences.size()];
    List<Engine.Row> rows = new ArrayList<>();
    List<Target> targets = new ArrayList<>();
    for (int s = 0; s < sums.length; s++) {
      int[] tokens = sequences.get(s);
      if (from[s] < 1 || from[s] > tokens.length || tokens.length > config.context()) {
        throw new IllegalArgumentException("from " + from[s] + " of " + tokens.length);
      }
      Engine.Cache cache = engine.cache();
      caches.add(cache);
      // The last token is only judged.
      for (int i = 0; i < tokens.length - 1; i++) {
        rows.add(new Engine.Row(cache, i, tokens[i], i + 1 >= from[s]));
        targets.add(new Target(s, tokens[i + 1]));
      }
    }
    float[] scratch = new float[Kernels.padded(config.vocabulary())];
    engine.forward(
        rows,
        (row, logits, at) -> {
          Target target = targets.get(row);
          sums[target.sequence] += logProbability(logits, at, target.token, scratch);
        });
    return sums;
  }

  private record Target(int sequence, int token) {}

  private double logProbability(float[] logits, int at, int token, float[] scratch) {
    System.arraycopy(logits, at, scratch, 0, config.vocabulary());
    float max = Kernels.max(scratch, config.vocabulary());
    double sum = Kernels.exponentials(scratch, config.vocabulary(), max);
    return logits[at + token] - max - Math.log(sum);
  }

  @Override
  public void close() {
    engine.close();
  }

  private Ongoing ready(int index, int[] prompt, int shared, Sampling sampling) {
    int room = prompt.length - shared + Math.min(sampling.maxTokens(), config.context());
    Engine.Cache cache = kept.copy(shared, room);
    Ongoing one = new Ongoing(cache, prompt, sampling, text -> {});
    one.index = index;
    return one;
  }

  /// Brings the kept cache to the first `count` tokens of `prompt`; returns the logits that follow
  /// the last one computed.
  private float[] keep(int[] prompt, int count) {
    int same = Arrays.mismatch(prompt, 0, count, keptTokens, 0, keptTokens.length);
    // The last token is always computed, for its logits.
    int reused = Math.max(0, Math.min(same < 0 ? count : same, count - 1));
    kept.truncate(reused);
    keptTokens = Arrays.copyOf(prompt, reused);
    float[] logits = engine.append(kept, Arrays.copyOfRange(prompt, reused, count));
    keptTokens = Arrays.copyOf(prompt, count);
    return logits;
  }

  /// How many first tokens all prompts have in common; at least one token of each is left over.
  private static int shared(List<int[]> prompts) {
    int[] first = prompts.getFirst();
    int shared = first.length - 1;
    for (int[] prompt : prompts) {
      int same = Arrays.mismatch(first, 0, shared, prompt, 0, Math.min(shared, prompt.length - 1));
      shared = same < 0 ? shared : same;
    }
    return shared;
  }

  private void check(int[] prompt) {
    if (prompt.length == 0) {
      throw new UserException("the prompt", "is empty", "Give it some text.");
    }
    if (prompt.length >= config.context()) {
      throw new UserException(
          "the prompt",
          "has %d tokens, and the model's context holds %d with the reply"
              .formatted(prompt.length, config.context()),
          "Shorten it.");
    }
  }

  /// One prompt and its reply so far.
  private final class Ongoing {
    private final Engine.Cache cache;
    private final Sampler sampler;
    private final Said said;
    private final TextStream stream;
    private final int mostTokens;
    private int index;
    private int last = -1;
    private @Nullable Finish finish;

    Ongoing(Engine.Cache cache, int[] prompt, Sampling sampling, Consumer<String> onText) {
      this.cache = cache;
      sampler = new Sampler(sampling);
      said = Said.before(prompt, tokenizer.endOfTurn());
      stream = new TextStream(tokenizer, sampling.stop(), onText);
      mostTokens = Math.min(sampling.maxTokens(), config.context() - prompt.length);
    }

    void choose(float[] logits, int at) {
      last = sampler.next(logits, at, config.vocabulary(), said.tokens());
      if (last == tokenizer.endOfTurn() || tokenizer.isSpecial(last)) {
        finish = Finish.END;
        return;
      }
      said.add(last);
      if (stream.accept(last)) {
        finish = Finish.STOP;
      } else if (stream.count() >= mostTokens) {
        finish = Finish.LENGTH;
      }
    }

    boolean goesOn(BooleanSupplier cancelled) {
      if (finish == null && cancelled.getAsBoolean()) {
        finish = Finish.CANCELLED;
      }
      return finish == null;
    }

    Engine.Row row() {
      return new Engine.Row(cache, cache.length(), last, true);
    }

    Reply reply() {
      if (finish != Finish.STOP) {
        stream.finish();
      }
      return new Reply(stream.text(), stream.tokens(), finish == null ? Finish.CANCELLED : finish);
    }
  }
}
