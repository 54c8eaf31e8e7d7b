package dev.understudy.train;

import dev.understudy.model.learn.Example;
import dev.understudy.problem.Problems;
import dev.understudy.problem.UserException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Looks at what is to be learnt of each example before the first step. A template that lays turns
/// out in a way nobody thought of would otherwise be found out when the character talks, if ever.
public final class MaskCheck {
  private static final int NAMED = 5;
  private static final String FIX =
      "Its chat template does not fit: choose another base, e.g. the alias smollm2-135m, or"
          + " `format: script` under `data` in the recipe. --show-examples shows what is learnt.";

  private MaskCheck() {}

  /// @throws UserException when an example teaches nothing, or teaches to write its own prompt
  public static void check(List<Rendered> examples, String base) {
    var problems = new Problems();
    refuse(examples, r -> r.example().targets() == 0, "has nothing to learn", base, problems);
    refuse(
        examples,
        MaskCheck::coversPrompt,
        "teaches to write the prompt (who he is and where), not only what he says",
        base,
        problems);
    problems.throwIfAny();
  }

  private static boolean coversPrompt(Rendered r) {
    Example example = r.example();
    boolean[] target = example.target();
    for (int i = 0; i < r.prompt(); i++) {
      if (target[i]) {
        return true;
      }
    }
    return false;
  }

  private static void refuse(
      List<Rendered> examples,
      Predicate<Rendered> wrong,
      String what,
      String base,
      Problems problems) {
    List<String> ids = examples.stream().filter(wrong).map(Rendered::experience).toList();
    if (!ids.isEmpty()) {
      String named = ids.stream().limit(NAMED).collect(Collectors.joining(", "));
      String others = ids.size() > NAMED ? " and %d more".formatted(ids.size() - NAMED) : "";
      problems.add(
          "examples for " + base,
          "of %d, %d %s: %s%s".formatted(examples.size(), ids.size(), what, named, others),
          FIX);
    }
  }
}
