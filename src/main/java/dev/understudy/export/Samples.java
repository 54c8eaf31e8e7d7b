package dev.understudy.export;

import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Generator;
import dev.understudy.model.Message;
import dev.understudy.model.Role;
import dev.understudy.model.Sampling;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Fixed prompts and what the trained model answers, always with the likeliest token: what models
/// are compared on.
final class Samples {
  private static final List<String> QUESTIONS =
      List.of(
          "Who are you, and where do we meet?",
          "Tell me about the house you grew up in.",
          "What have you been working on this week?");

  private static final int LENGTH = 32;

  /// @param prompt its tokens
  /// @param reply without the token that ends the turn
  /// @param finished whether that token followed
  public record Sample(String question, int[] prompt, int[] reply, String text, boolean finished) {}

  private final List<Sample> all;
  private final Tokenizer tokenizer;
  private final int threads;

  private Samples(List<Sample> all, Tokenizer tokenizer, int threads) {
    this.all = all;
    this.tokenizer = tokenizer;
    this.threads = threads;
  }

  /// Lets `weights` answer.
  static Samples of(
      Subject subject, Weights weights, Tokenizer tokenizer, ChatTemplate template, int threads) {
    int most = Math.min(LENGTH, weights.config().context() / 4);
    try (Generator generator = new Generator(weights, tokenizer, threads)) {
      List<Sample> all = new ArrayList<>();
      for (String question : QUESTIONS) {
        int[] prompt = template.encode(conversation(subject, question), true);
        var reply = generator.generate(prompt, Sampling.greedy(most), text -> {});
        boolean finished = reply.tokens().length < most;
        all.add(new Sample(question, prompt, reply.tokens(), reply.text(), finished));
      }
      return new Samples(all, tokenizer, threads);
    }
  }

  static List<Message> conversation(Subject subject, String question) {
    return List.of(new Message(Role.SYSTEM, subject.system()), new Message(Role.USER, question));
  }

  List<Sample> all() {
    return all;
  }

  /// Whether another tokenizer and template give the same prompts.
  boolean areEncodedAlike(Subject subject, ChatTemplate template) {
    return all.stream()
        .allMatch(sample ->
            Arrays.equals(
                sample.prompt(), template.encode(conversation(subject, sample.question()), true)));
  }

  /// The logits that each token of the replies, and what follows the last, is chosen by: a row
  /// each.
  float[][] logits(Weights weights) {
    try (Generator generator = new Generator(weights, tokenizer, threads)) {
      List<float[]> rows = new ArrayList<>();
      for (Sample sample : all) {
        int[] tokens =
            Arrays.copyOf(sample.prompt(), sample.prompt().length + sample.reply().length);
        System.arraycopy(sample.reply(), 0, tokens, sample.prompt().length, sample.reply().length);
        rows.addAll(List.of(generator.logits(tokens, sample.prompt().length - 1)));
      }
      return rows.toArray(float[][]::new);
    }
  }

  /// The logarithm of the probability of each token of the replies, by the rows of [#logits].
  List<double[]> logProbabilities(float[][] logits) {
    List<double[]> each = new ArrayList<>();
    int row = 0;
    for (Sample sample : all) {
      double[] of = new double[sample.reply().length];
      for (int i = 0; i < of.length; i++) {
        float[] here = logits[row++];
        of[i] = here[sample.reply()[i]] - Difference.logSum(here);
      }
      row++; // what follows the last token
      each.add(of);
    }
    return each;
  }
}
