package dev.understudy.pipeline;

import dev.understudy.base.BaseModel;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.interview.Probe;
import dev.understudy.interview.ProbedAnswer;
import dev.understudy.interview.Respondent;
import dev.understudy.model.Finish;
import dev.understudy.model.Sampling;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import dev.understudy.person.Question;
import dev.understudy.person.Turn;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import dev.understudy.train.TrainPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Asks a model in training what the held-out protective scenes begin with, each under several
/// seeds, and counts by the probe's rules how often it goes along.
///
/// A choice by the questions that `understudy probe` asks would flatter what the probe then
/// reports, so those are left alone: here ask scenes that nothing was learnt from. How far the
/// rules can be trusted: `docs/runs.md`.
final class HorizonTrial implements TrainPlan.Trial {
  private static final List<Long> SEEDS = List.of(1L, 2L, 3L);
  private static final int MOST_TOKENS = 60;
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

  private final CharacterFolder folder;
  private final Recipe recipe;
  private final BaseModel base;
  private final List<Question.Trap> traps;

  private HorizonTrial(
      CharacterFolder folder, Recipe recipe, BaseModel base, List<Question.Trap> traps) {
    this.folder = folder;
    this.recipe = recipe;
    this.base = base;
    this.traps = traps;
  }

  /// Empty unless the recipe chooses by traps.
  ///
  /// @param all scenes of the character
  /// @param heldOut those of them that training only measures
  /// @throws UserException when no protective scene is held out
  static Optional<TrainPlan.Trial> of(
      CharacterFolder folder,
      Recipe recipe,
      BaseModel base,
      List<Experience> all,
      List<Experience> heldOut) {
    if (recipe.watch().bestBy() != Recipe.BestBy.TRAPS) {
      return Optional.empty();
    }
    List<Question.Trap> traps = traps(folder.sheet(), all, heldOut, folder.memories());
    if (traps.isEmpty()) {
      throw new UserException(
          "watch.best-by in the recipe",
          "is traps, but no protective scene is held out to ask from",
          "Raise data.held-out, write protective scenes, or choose by held-out.");
    }
    return Optional.of(new HorizonTrial(folder, recipe, base, traps));
  }

  /// The first line of each held-out protective scene. Its names are those of its words that
  /// neither a memory nor a scene within the horizon has.
  static List<Question.Trap> traps(
      CharacterSheet sheet, List<Experience> all, List<Experience> heldOut, List<Memory> memories) {
    Set<String> known = new HashSet<>();
    memories.forEach(m -> known.addAll(words(m.text())));
    all.stream()
        .filter(e -> e.kind() != Experience.Kind.PROTECTIVE)
        .flatMap(e -> e.turns().stream())
        .forEach(turn -> known.addAll(words(turn.text())));
    var traps = new ArrayList<Question.Trap>();
    for (Experience e : heldOut) {
      String line = firstLine(sheet, e);
      if (e.kind() == Experience.Kind.PROTECTIVE && !line.isBlank()) {
        List<String> names = words(line).stream().filter(w -> !known.contains(w)).toList();
        traps.add(new Question.Trap(e.id(), line, e.category(), names, false));
      }
    }
    return traps;
  }

  /// What the partners say aloud before his first turn.
  private static String firstLine(CharacterSheet sheet, Experience e) {
    return e.turns().stream()
        .takeWhile(turn -> !sheet.isNamed(turn.speaker()))
        .filter(turn -> turn.action() == Turn.Action.SPEAKING)
        .map(Turn::text)
        .collect(Collectors.joining(" "));
  }

  private static List<String> words(String text) {
    return WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(MatchResult::group).toList();
  }

  @Override
  public double leaks(Path model) {
    Map<String, String> scenes =
        traps.stream()
            .collect(Collectors.toMap(Question.Trap::text, Question.Trap::id, (a, _) -> a));
    try (Company company = Company.inTraining(folder, recipe, model, base, scenes)) {
      List<ProbedAnswer> answers =
          new Probe(List.of(), traps).ask((asked, seed) -> answers(company, asked, seed), SEEDS);
      return answers.stream().filter(ProbedAnswer::leaks).count() / (double) answers.size();
    }
  }

  private static List<Respondent.Answered> answers(Company company, List<String> asked, long seed) {
    Sampling sampling = Sampling.chat().withMaxTokens(MOST_TOKENS).withSeed(seed);
    return company.actor().answerEach(company.sheet().scene(), asked, sampling).stream()
        .map(HorizonTrial::answered)
        .toList();
  }

  private static Respondent.Answered answered(Exchange e) {
    return new Respondent.Answered(
        e.spoken(), List.of(), e.recollection().beyond(), e.finish() == Finish.LENGTH);
  }
}
