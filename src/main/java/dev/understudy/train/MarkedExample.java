package dev.understudy.train;

import dev.understudy.model.Tokenizer;
import dev.understudy.model.learn.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// An example as people read it: its text, special tokens included, cut where learning begins and
/// ends.
///
/// @param tokens how many, of which `targets` are learnt
public record MarkedExample(String experience, int tokens, int targets, List<Part> parts) {
  /// A stretch that is learnt, or one that is only read.
  public record Part(String text, boolean learnt) {}

  public MarkedExample {
    parts = List.copyOf(parts);
  }

  /// The shortest of `examples`, the one in the middle and the longest.
  static List<MarkedExample> three(List<Rendered> examples, Tokenizer tokenizer) {
    List<Rendered> byLength =
        examples.stream()
            .sorted(Comparator.comparingInt((Rendered r) -> r.example().tokens().length))
            .toList();
    int last = byLength.size() - 1;
    return IntStream.of(0, last / 2, last)
        .filter(i -> i >= 0 && i <= last)
        .distinct()
        .mapToObj(i -> of(byLength.get(i), tokenizer))
        .toList();
  }

  static MarkedExample of(Rendered rendered, Tokenizer tokenizer) {
    Example example = rendered.example();
    int[] tokens = example.tokens();
    boolean[] target = example.target();
    Map<Integer, String> specials =
        tokenizer.specials().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey, (a, b) -> a));
    var parts = new ArrayList<Part>();
    int from = 0;
    for (int i = 1; i <= tokens.length; i++) {
      if (i == tokens.length || target[i] != target[from]) {
        parts.add(new Part(text(tokens, from, i, specials, tokenizer), target[from]));
        from = i;
      }
    }
    return new MarkedExample(rendered.experience(), tokens.length, example.targets(), parts);
  }

  private static String text(
      int[] tokens, int from, int to, Map<Integer, String> specials, Tokenizer tokenizer) {
    var text = new StringBuilder();
    int plain = from;
    for (int i = from; i <= to; i++) {
      if (i == to || specials.containsKey(tokens[i])) {
        text.append(tokenizer.decode(Arrays.copyOfRange(tokens, plain, i)));
        text.append(i == to ? "" : specials.get(tokens[i]));
        plain = i + 1;
      }
    }
    return text.toString();
  }
}
