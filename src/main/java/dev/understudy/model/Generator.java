package dev.understudy.model;

import dev.understudy.problem.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
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
    float[] logits = keep(prompt);
    Task task = new Task(prompt, sampling, TokenMask.NONE, cancelled, reply -> {});
    Ongoing one = new Ongoing(kept, task, onText);
    one.choose(logits, 0);
    while (one.goesOn()) {
      int said = one.last;
      engine.forward(List.of(one.row()), (row, all, at) -> one.choose(all, at));
      keptTokens = Arrays.copyOf(keptTokens, keptTokens.length + 1);
      keptTokens[keptTokens.length - 1] = said;
    }
    return one.reply();
  }

  /// The same; no token but those `mask` lets through.
  public Reply generate(int[] prompt, Sampling sampling, TokenMask mask) {
    @Nullable Reply[] reply = new Reply[1];
    continueAll(
        List.of(new Task(prompt, sampling, mask, () -> false, came -> reply[0] = came)).iterator());
    return Objects.requireNonNull(reply[0]);
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
    @Nullable Reply[] replies = new Reply[prompts.size()];
    continueAll(
        IntStream.range(0, replies.length)
            .mapToObj(i ->
                new Task(
                    prompts.get(i),
                    sampling,
                    TokenMask.NONE,
                    cancelled,
                    reply -> replies[i] = reply))
            .iterator());
    return Arrays.stream(replies).map(Objects::requireNonNull).toList();
  }

  /// A prompt to be continued among others.
  ///
  /// @param cancelled asked before every token
  /// @param taker gets the reply, within the call that makes it
  public record Task(
      int[] prompt,
      Sampling sampling,
      TokenMask mask,
      BooleanSupplier cancelled,
      Consumer<Reply> taker) {}

  /// Continues what waits, up to 16 at once, until nothing does and all are done. The next begins
  /// as soon as one ends, so others may join while it goes on: `waiting` is asked again for each
  /// token. Prompts with a common beginning do best one after another.
  public synchronized void continueAll(Iterator<Task> waiting) {
    List<Ongoing> flying = new ArrayList<>();
    try {
      do {
        while (flying.size() < IN_FLIGHT && waiting.hasNext()) {
          begin(waiting.next(), flying);
        }
        land(flying);
        List<Ongoing> now = List.copyOf(flying);
        List<Engine.Row> rows = now.stream().map(Ongoing::row).toList();
        engine.forward(rows, (row, all, at) -> now.get(row).choose(all, at));
      } while (!flying.isEmpty() || waiting.hasNext());
    } finally {
      flying.forEach(one -> one.cache.close());
    }
  }

  private void begin(Task task, List<Ongoing> flying) {
    check(task.prompt);
    if (task.cancelled.getAsBoolean()) {
      task.taker.accept(new Reply("", new int[0], Finish.CANCELLED));
      return;
    }
    float[] logits = keep(task.prompt);
    int room = Math.min(task.sampling.maxTokens(), config.context() - task.prompt.length);
    Ongoing one = new Ongoing(kept.copy(task.prompt.length, room), task, text -> {});
    flying.add(one);
    one.choose(logits, 0);
  }

  /// Hands over the replies that are finished.
  private static void land(List<Ongoing> flying) {
    for (Ongoing one : List.copyOf(flying)) {
      if (!one.goesOn()) {
        flying.remove(one);
        one.cache.close();
        one.task.taker.accept(one.reply());
      }
    }
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

  /// Brings the kept cache to `prompt`; returns the logits that follow it.
  private float[] keep(int[] prompt) {
    int same = Arrays.mismatch(prompt, keptTokens);
    // The last token is always computed, for its logits.
    int reused = same < 0 ? prompt.length - 1 : Math.min(same, prompt.length - 1);
    kept.truncate(reused);
    keptTokens = Arrays.copyOf(prompt, reused);
    float[] logits = engine.append(kept, Arrays.copyOfRange(prompt, reused, prompt.length));
    keptTokens = prompt.clone();
    return logits;
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
    private final Task task;
    private final Sampler sampler;
    private final Said said;
    private final TextStream stream;
    private final int mostTokens;
    private int last = -1;
    private @Nullable Finish finish;

    Ongoing(Engine.Cache cache, Task task, Consumer<String> onText) {
      this.cache = cache;
      this.task = task;
      sampler = new Sampler(task.sampling);
      said =
          task.mask.equals(TokenMask.NONE)
              ? Said.before(task.prompt, tokenizer.endOfTurn())
              : new Said();
      stream = new TextStream(tokenizer, task.sampling.stop(), onText);
      mostTokens = Math.min(task.sampling.maxTokens(), config.context() - task.prompt.length);
    }

    void choose(float[] logits, int at) {
      task.mask.restrict(logits, at, config.vocabulary(), mostTokens - stream.count());
      last = sampler.next(logits, at, config.vocabulary(), said.tokens());
      if (last == tokenizer.endOfTurn() || tokenizer.isSpecial(last)) {
        finish = Finish.END;
        return;
      }
      if (task.mask.counts(last)) {
        said.add(last);
      }
      boolean whole = task.mask.take(last);
      if (stream.accept(last)) {
        finish = Finish.STOP;
      } else if (whole) {
        finish = Finish.END;
      } else if (stream.count() >= mostTokens) {
        finish = Finish.LENGTH;
      }
    }

    boolean goesOn() {
      if (finish == null && task.cancelled.getAsBoolean()) {
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
