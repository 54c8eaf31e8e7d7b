package dev.understudy.interview;

import dev.understudy.interview.ProbedAnswer.Kind;
import dev.understudy.interview.Respondent.Answered;
import dev.understudy.person.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Asks a character the things it knew and the traps, under several seeds, and applies the rules to
/// every answer.
public final class Probe {
  private final List<Question.Known> known;
  private final List<Question.Trap> traps;

  public Probe(List<Question.Known> known, List<Question.Trap> traps) {
    this.known = List.copyOf(known);
    this.traps = List.copyOf(traps);
  }

  /// Every question under every seed.
  public List<ProbedAnswer> ask(Respondent respondent, List<Long> seeds) {
    List<Question> questions = Stream.<Question>concat(known.stream(), traps.stream()).toList();
    List<String> texts = questions.stream().map(Question::text).toList();
    List<ProbedAnswer> answers = new ArrayList<>();
    for (long seed : seeds) {
      List<Answered> answered = respondent.answer(texts, seed);
      IntStream.range(0, questions.size())
          .mapToObj(i -> judged(questions.get(i), seed, answered.get(i)))
          .forEach(answers::add);
    }
    return answers;
  }

  private static ProbedAnswer judged(Question question, long seed, Answered answered) {
    String text = answered.text();
    boolean loops = Loops.in(text) || answered.cutOff();
    return switch (question) {
      case Question.Known k ->
          new ProbedAnswer(
              k.id(),
              k.told() ? Kind.KNOWN : Kind.UNTOLD,
              k.memory(),
              seed,
              k.text(),
              text,
              answered.memories(),
              answered.beyond(),
              KnownAnswer.isRight(k, text),
              Denial.in(text),
              false,
              loops);
      case Question.Trap t ->
          new ProbedAnswer(
              t.id(),
              Kind.TRAP,
              t.category(),
              seed,
              t.text(),
              text,
              answered.memories(),
              answered.beyond(),
              false,
              false,
              Leak.in(t, text),
              loops);
      case Question.Shown s -> throw new IllegalArgumentException(s.id() + " is not probed");
    };
  }
}
