package dev.understudy.model.learn;

import java.util.ArrayList;
import java.util.List;

/// Examples laid end to end, without padding, so that none need be sorted by length. Each is cut
/// before its last target, since nothing behind it matters.
///
/// @param tokens (tokens) ids
/// @param positions (tokens) place in the own example, from 0
/// @param spans where each example begins and how long it is
/// @param rows (targets) the token from which each target is predicted
/// @param labels (targets) the token to be predicted
record Batch(long[] tokens, long[] positions, List<Span> spans, long[] rows, long[] labels) {
  record Span(int from, int length) {}

  static Batch of(List<Example> examples) {
    var spans = new ArrayList<Span>();
    int tokens = 0;
    int targets = 0;
    for (Example e : examples) {
      if (e.targets() > 0) {
        spans.add(new Span(tokens, e.length()));
        tokens += e.length();
        targets += e.targets();
      }
    }
    Batch batch =
        new Batch(new long[tokens], new long[tokens], spans, new long[targets], new long[targets]);
    int token = 0;
    int target = 0;
    for (Example e : examples) {
      if (e.targets() == 0) {
        continue;
      }
      int[] ids = e.tokens();
      boolean[] wanted = e.target();
      for (int i = 0; i < e.length(); i++, token++) {
        batch.tokens[token] = ids[i];
        batch.positions[token] = i;
        if (wanted[i + 1]) {
          batch.rows[target] = token;
          batch.labels[target++] = ids[i + 1];
        }
      }
    }
    return batch;
  }

  /// Splits examples into batches of at most `most` tokens (more where one example alone is
  /// longer).
  static List<Batch> split(List<Example> examples, int most) {
    return portions(examples, most).stream().map(Batch::of).toList();
  }

  /// The examples of each batch; those without a target are left out.
  static List<List<Example>> portions(List<Example> examples, int most) {
    var portions = new ArrayList<List<Example>>();
    var group = new ArrayList<Example>();
    int tokens = 0;
    for (Example e : examples) {
      if (e.targets() == 0) {
        continue;
      }
      if (!group.isEmpty() && tokens + e.length() > most) {
        portions.add(List.copyOf(group));
        group.clear();
        tokens = 0;
      }
      group.add(e);
      tokens += e.length();
    }
    if (!group.isEmpty()) {
      portions.add(List.copyOf(group));
    }
    return portions;
  }

  int size() {
    return tokens.length;
  }

  int targets() {
    return labels.length;
  }

  int longest() {
    return spans.stream().mapToInt(Span::length).max().orElse(0);
  }
}
