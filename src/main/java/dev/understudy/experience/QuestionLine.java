package dev.understudy.experience;

import dev.understudy.person.Question;
import java.util.List;

/// How questions stand in their files, one record a line.
sealed interface QuestionLine<Q extends Question> {
  Q asked();

  record Known(String id, String question, String memory, List<List<String>> expect, boolean told)
      implements QuestionLine<Question.Known> {
    @Override
    public Question.Known asked() {
      return new Question.Known(id, question, memory, expect, told);
    }
  }

  record Trap(String id, String category, String question, List<String> names, boolean reserved)
      implements QuestionLine<Question.Trap> {
    @Override
    public Question.Trap asked() {
      return new Question.Trap(id, question, category, names, reserved);
    }
  }

  record Shown(String id, String question, Kind kind) implements QuestionLine<Question.Shown> {
    enum Kind {
      KNOWN,
      TRAP
    }

    @Override
    public Question.Shown asked() {
      return new Question.Shown(id, question, kind == Kind.TRAP);
    }
  }
}
