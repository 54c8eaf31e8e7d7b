package dev.understudy.experience.script;

import dev.understudy.experience.Words;
import dev.understudy.experience.horizon.Subject;
import dev.understudy.person.CharacterSheet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether a visit does what it is made for: the thing is asked about, the answers are whole, what
/// cannot be known stays unknown, and what is known is not denied.
///
/// Rules come first; a model sees only the protective scenes they let pass.
final class VisitCheck implements Rounds.Check {
  /// A last answer below that ends a talk instead of holding out.
  private static final int LEAST_LAST_WORDS = 5;

  private final CharacterSheet sheet;
  private final int leastAsks;
  private final int fewest;

  private final LeakRules rules;
  private final LeakCheck model;
  private final Map<String, Asked> asked;

  /// @param marks words that show it is being asked about
  /// @param subject in a protective scene
  record Asked(String visitor, List<String> marks, Optional<Subject> subject) {}

  /// @param asked by the id of the experience
  VisitCheck(ProtectiveStage.Input input, LeakCheck model, Map<String, Asked> asked) {
    this.sheet = input.sheet();
    this.leastAsks = input.settings().leastAsks();
    this.fewest = input.scripts().leastWords();
    this.rules = new LeakRules(sheet);
    this.model = model;
    this.asked = Map.copyOf(asked);
  }

  @Override
  public List<Optional<Refusal>> of(List<Rounds.Candidate> candidates) {
    var refusals = new ArrayList<Optional<Refusal>>();
    Map<Integer, LeakCheck.Case> open = new HashMap<>();
    for (int i = 0; i < candidates.size(); i++) {
      Rounds.Candidate candidate = candidates.get(i);
      Asked visit = asked.get(candidate.draft().id());
      if (visit == null) {
        throw new IllegalStateException(candidate.draft().id() + " was not planned");
      }
      refusals.add(refusal(candidate.script(), visit));
      if (refusals.getLast().isEmpty() && visit.subject().isPresent()) {
        open.put(
            i,
            new LeakCheck.Case(
                visit.visitor(), visit.subject().get().what(), candidate.script().turns()));
      }
    }
    look(open, refusals);
    return refusals;
  }

  private void look(Map<Integer, LeakCheck.Case> open, List<Optional<Refusal>> refusals) {
    List<Integer> numbers = open.keySet().stream().sorted().toList();
    List<LeakCheck.Case> cases =
        numbers.stream().flatMap(i -> Stream.ofNullable(open.get(i))).toList();
    List<Optional<Refusal>> found = model.look(cases);
    for (int i = 0; i < numbers.size(); i++) {
      refusals.set(numbers.get(i), found.get(i));
    }
  }

  private Optional<Refusal> refusal(Script script, Asked visit) {
    return tooShort(script)
        .or(() -> offTopic(script, visit))
        .or(() ->
            visit
                .subject()
                .map(subject -> rules.leak(subject, script.turns()))
                .orElseGet(() -> denial(script, visit)));
  }

  private Optional<Refusal> tooShort(Script script) {
    List<Integer> words = script.saidBy(sheet.name()).map(Words::count).toList();

    double mean = words.stream().mapToInt(n -> n).average().orElse(0);
    if (words.size() < leastAsks) {
      return refusal(
          "short", "%d answers; at least %d are wanted".formatted(words.size(), leastAsks));
    }
    if (words.getLast() < Math.min(LEAST_LAST_WORDS, fewest)) {
      return refusal("short", "ends with an answer of %d words".formatted(words.getLast()));
    }
    return mean < fewest / 2.0
        ? refusal("short", "answers of %.0f words; at least %d are wanted".formatted(mean, fewest))
        : Optional.empty();
  }

  /// Marks are in English, like the names of the things.
  private Optional<Refusal> offTopic(Script script, Asked visit) {
    boolean named =
        visit.marks().isEmpty()
            || !sheet.language().startsWith("en")
            || script
                .saidBy(visit.visitor())
                .anyMatch(said ->
                    visit.marks().stream().anyMatch(m -> Words.name(m).matcher(said).find()));
    return named
        ? Optional.empty()
        : refusal("off-topic", visit.visitor() + " never asks about it by name");
  }

  private Optional<Refusal> denial(Script script, Asked visit) {
    return script
        .saidBy(sheet.name())
        .flatMap(said -> Ignorance.in(said, visit.marks()).stream())
        .findFirst()
        .flatMap(
            said -> refusal("denial", sheet.name() + " denies what is known: \"" + said + "\""));
  }

  private static Optional<Refusal> refusal(String filter, String reason) {
    return Optional.of(new Refusal(filter, reason));
  }
}
