package dev.understudy.model;

import dev.understudy.model.ChatTemplate.Piece;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Encodes a conversation cut into pieces. Special tokens are looked for in the template's text
/// only; all between two of them is encoded as one run of plain text, so that the tokens are those
/// of the text as a whole.
final class RunEncoder {
  private static final Pattern NEVER = Pattern.compile("(?!)");

  private final Tokenizer tokenizer;
  private final Pattern specials;

  RunEncoder(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    String any =
        tokenizer.specials().keySet().stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    this.specials = any.isEmpty() ? NEVER : Pattern.compile(any);
  }

  Encoded encode(List<Piece> pieces, int messages) {
    return new Pass(messages).encode(pieces);
  }

  /// One conversation on its way.
  private final class Pass {
    private int[] tokens = new int[256];
    private int size;
    private final List<Piece> run = new ArrayList<>();
    private final List<Encoded.Span> spans;

    /// The message whose closing token has not come yet, or -1.
    private int open = -1;

    Pass(int messages) {
      // A template may leave a message out; then its span is empty.
      spans =
          new ArrayList<>(
              Collections.nCopies(messages, new Encoded.Span(0, 0, OptionalInt.empty())));
    }

    Encoded encode(List<Piece> pieces) {
      for (Piece piece : pieces) {
        if (piece.isTemplate()) {
          template(piece.text());
        } else {
          run.add(piece);
        }
      }
      endRun();
      return new Encoded(Arrays.copyOf(tokens, size), spans);
    }

    private void template(String text) {
      Matcher special = specials.matcher(text);
      int end = 0;
      while (special.find()) {
        run.add(Piece.ofTemplate(text.substring(end, special.start())));
        endRun();
        close(size);
        add(tokenizer.special(special.group()).orElseThrow());
        end = special.end();
      }
      run.add(Piece.ofTemplate(text.substring(end)));
    }

    private void close(int at) {
      if (open >= 0) {
        Encoded.Span span = spans.get(open);
        spans.set(open, new Encoded.Span(span.from(), span.to(), OptionalInt.of(at)));
        open = -1;
      }
    }

    private void endRun() {
      String whole = run.stream().map(Piece::text).collect(Collectors.joining());
      int[] ids = tokenizer.encode(whole);
      StringBuilder before = new StringBuilder();
      for (Piece piece : run) {
        int from = boundary(before, whole, ids);
        before.append(piece.text());
        if (!piece.isTemplate()) {
          int to = Math.max(from, boundary(before, whole, ids));
          spans.set(piece.message(), new Encoded.Span(size + from, size + to, OptionalInt.empty()));
          open = piece.message();
        }
      }
      for (int id : ids) {
        add(id);
      }
      run.clear();
    }

    /// How many of the tokens are made of the text before alone. A token that reaches over the
    /// boundary is not. Alone that text may be cut otherwise at its end (two line ends as one
    /// token, which a letter behind them would part), so what still spells it belongs to it as
    /// well.
    private int boundary(StringBuilder before, String whole, int[] ids) {
      if (before.length() == whole.length()) {
        return ids.length;
      }
      int[] alone = tokenizer.encode(before.toString());
      int difference = Arrays.mismatch(alone, ids);
      int count = difference < 0 ? ids.length : difference;
      while (count < ids.length && spells(before, Arrays.copyOf(ids, count + 1))) {
        count++;
      }
      return count;
    }

    private boolean spells(StringBuilder text, int[] ids) {
      String spelt = tokenizer.decode(ids);
      return spelt.length() <= text.length() && text.indexOf(spelt) == 0;
    }

    private void add(int id) {
      if (size == tokens.length) {
        tokens = Arrays.copyOf(tokens, 2 * size);
      }
      tokens[size++] = id;
    }
  }
}
