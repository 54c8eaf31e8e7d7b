package dev.understudy.model;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// Turns tokens into text as they come: whole characters only, and nothing that may yet become a
/// stop text.
final class TextStream {
  // No character takes more tokens; after that a U+FFFD is the model's own.
  private static final int LONGEST_CHARACTER = 8;

  private final Tokenizer tokenizer;
  private final List<String> stop;
  private final Consumer<String> onText;
  private final StringBuilder text = new StringBuilder();
  private int[] tokens = new int[64];
  private int count;
  // Tokens before `read` are in `text`. Decoding starts at `from`, some tokens earlier: in some
  // vocabularies a token's
  // text depends on what stands before it.
  private int from;
  private int read;
  private int emitted;

  TextStream(Tokenizer tokenizer, List<String> stop, Consumer<String> onText) {
    this.tokenizer = tokenizer;
    this.stop = stop;
    this.onText = onText;
  }

  /// Takes a token in; true when a stop text came, which with all after it is cut from the text.
  boolean accept(int token) {
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * count);
    }
    tokens[count++] = token;
    return take(count - read < LONGEST_CHARACTER);
  }

  /// No more tokens will come.
  void finish() {
    take(false);
    emit(text.length());
  }

  String text() {
    return text.toString();
  }

  int[] tokens() {
    return Arrays.copyOf(tokens, count);
  }

  int count() {
    return count;
  }

  private boolean take(boolean mayWait) {
    String before = tokenizer.decode(Arrays.copyOfRange(tokens, from, read));
    String now = tokenizer.decode(Arrays.copyOfRange(tokens, from, count));
    if (now.length() <= before.length() || (mayWait && now.endsWith("\uFFFD"))) {
      return false;
    }
    text.append(now, before.length(), now.length());
    from = read;
    read = count;
    int cut =
        stop.stream().mapToInt(s -> text.indexOf(s, emitted)).filter(i -> i >= 0).min().orElse(-1);
    if (cut >= 0) {
      text.setLength(cut);
      emit(cut);
      return true;
    }
    emit(text.length() - held());
    return false;
  }

  /// How much of the end may be the beginning of a stop text.
  private int held() {
    int longest = 0;
    for (String s : stop) {
      for (int n = Math.min(s.length() - 1, text.length() - emitted); n > longest; n--) {
        if (text.substring(text.length() - n).equals(s.substring(0, n))) {
          longest = n;
        }
      }
    }
    return longest;
  }

  private void emit(int to) {
    if (to > emitted) {
      onText.accept(text.substring(emitted, to));
      emitted = to;
    }
  }
}
