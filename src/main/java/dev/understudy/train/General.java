package dev.understudy.train;

import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Encoded;
import dev.understudy.model.Message;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.learn.Example;
import dev.understudy.store.JsonLines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// What a base could do before it became a character, as instructions with answers and as running
/// texts, all of our own writing. Some are replayed among the scenes, so that less of it is
/// forgotten (experience replay; Rolnick et al. 2019); others are never learnt, and measure how
/// much was.
///
/// Nothing of the character is told with them: no identity, no scene, no memories.
public final class General {
  private static final String REPLAYED = "replay.jsonl";
  private static final String MEASURED = "general.jsonl";

  private final ChatTemplate template;
  private final Tokenizer tokenizer;

  public General(ChatTemplate template, Tokenizer tokenizer) {
    this.template = template;
    this.tokenizer = tokenizer;
  }

  /// @param kind of task, e.g. `summary`
  /// @param ask what a user wants; empty where `answer` is a text that stands for itself
  record Piece(String id, String kind, String ask, String answer) {
    boolean isText() {
      return ask.isEmpty();
    }
  }

  /// What may be learnt.
  static List<Piece> replayed() {
    return JsonLines.readOwn(General.class, REPLAYED, Piece.class);
  }

  /// What is only measured.
  static List<Piece> measured() {
    return JsonLines.readOwn(General.class, MEASURED, Piece.class);
  }

  /// What is measured on: answers to instructions, each after its question, and every word of
  /// running texts.
  public record Measures(List<Example> answers, List<Example> texts) {
    public Measures {
      answers = List.copyOf(answers);
      texts = List.copyOf(texts);
    }
  }

  public Measures measures() {
    return new Measures(measured(false), measured(true));
  }

  private List<Example> measured(boolean texts) {
    return measured().stream().filter(p -> p.isText() == texts).map(this::example).toList();
  }

  /// As many pieces that they make up `share` of all, drawn by `seed`; each comes once before any
  /// comes twice.
  List<Rendered> replay(int scenes, double share, long seed) {
    long wanted = Math.round(scenes * share / (1 - share));
    List<Piece> pieces = wanted == 0 ? List.of() : replayed();
    var drawn = new ArrayList<Rendered>();
    var random = new Random(seed);
    while (drawn.size() < wanted) {
      var round = new ArrayList<>(pieces);
      Collections.shuffle(round, random);
      round.stream()
          .limit(wanted - drawn.size())
          .forEach(piece -> drawn.add(new Rendered(piece.id(), example(piece), 0, 0)));
    }
    return drawn;
  }

  /// Spreads `some` evenly among `many`, both in their order.
  static <T> List<T> spread(List<T> many, List<T> some) {
    var all = new ArrayList<T>();
    int next = 0;
    for (int i = 0; i < many.size(); i++) {
      all.add(many.get(i));
      int due = (int) ((i + 1L) * some.size() / many.size());
      all.addAll(some.subList(next, due));
      next = due;
    }
    return all;
  }

  private Example example(Piece piece) {
    if (piece.isText()) {
      int[] tokens = tokenizer.encode(piece.answer());
      boolean[] all = new boolean[tokens.length];
      Arrays.fill(all, true);
      return new Example(tokens, all);
    }
    Encoded encoded =
        template.encodeWithSpans(
            List.of(Message.user(piece.ask()), Message.assistant(piece.answer())));
    boolean[] target = new boolean[encoded.tokens().length];
    Encoded.Span answer = encoded.messages().getLast();
    int to = answer.end().isPresent() ? answer.end().getAsInt() + 1 : answer.to();
    Arrays.fill(target, answer.from(), to, true);
    return new Example(encoded.tokens(), target);
  }
}
