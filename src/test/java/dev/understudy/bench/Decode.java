package dev.understudy.bench;

import dev.understudy.model.Generator;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Sampling;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Measures generation on this machine: tokens a second of greedy decoding, alone and 16 at once,
/// and of reading a prompt. One JSON line. Usage: bench/decode.sh FILE.gguf [threads]
public final class Decode {
  private static final int PROMPT = 64;
  private static final int REPLY = 64;
  private static final int ROUNDS = 3;

  private Decode() {}

  public static void main(String[] args) {
    int threads =
        args.length > 1 ? Integer.parseInt(args[1]) : Runtime.getRuntime().availableProcessors();
    try (Weights weights = Weights.load(Path.of(args[0]));
        Generator generator = new Generator(weights, new NoText(weights.config()), threads)) {
      double first = alone(generator, 8, 1);
      alone(generator, REPLY, 1);
      together(generator, 16);
      double one = best(() -> alone(generator, REPLY, 2));
      double sixteen = best(() -> together(generator, REPLY));
      double prefill = best(() -> prefill(generator));
      System.out.printf(
          "{\"threads\": %d, \"batch1\": %.1f, \"batch16\": %.1f, \"prefill512\": %.1f, \"cold8\": %.1f}%n",
          threads, one, sixteen, prefill, first);
    }
  }

  private static double alone(Generator generator, int tokens, int salt) {
    generator.generate(prompt(PROMPT, salt), Sampling.greedy(1), t -> {});
    // The same prompt again: its keys and values are there, what is measured is decoding.
    long start = System.nanoTime();
    int n =
        generator.generate(prompt(PROMPT, salt), Sampling.greedy(tokens), t -> {}).tokens().length;
    return n / seconds(start);
  }

  private static double together(Generator generator, int tokens) {
    List<int[]> prompts =
        IntStream.range(0, 16)
            .mapToObj(i -> {
              int[] p = prompt(PROMPT, 3);
              p[PROMPT - 1] = 1000 + 17 * i;
              return p;
            })
            .toList();
    generator.generateAll(prompts, Sampling.greedy(1));
    long start = System.nanoTime();
    int n =
        generator.generateAll(prompts, Sampling.greedy(tokens)).stream()
            .mapToInt(r -> r.tokens().length)
            .sum();
    return n / seconds(start);
  }

  private static double best(DoubleSupplier measured) {
    return DoubleStream.generate(measured).limit(ROUNDS).max().orElseThrow();
  }

  private static double prefill(Generator generator) {
    generator.generate(prompt(2, 4), Sampling.greedy(1), t -> {}); // forgets the last prompt
    long start = System.nanoTime();
    generator.generate(prompt(512, 5), Sampling.greedy(1), t -> {});
    return 512 / seconds(start);
  }

  private static int[] prompt(int length, int salt) {
    return IntStream.range(0, length)
        .map(i -> 500 + (i * 7919 + salt * 104_729) % 40_000)
        .toArray();
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /// Nothing ends a reply early and no text is made: the same work for every implementation.
  private record NoText(ModelConfig config) implements Tokenizer {
    @Override
    public int[] encode(String text) {
      return new int[0];
    }

    @Override
    public String decode(int[] ids) {
      return "x".repeat(ids.length);
    }

    @Override
    public Map<String, Integer> specials() {
      return Map.of();
    }

    @Override
    public int endOfTurn() {
      return -1;
    }

    @Override
    public int vocabulary() {
      return config.vocabulary();
    }

    @Override
    public void close() {}
  }
}
