package dev.understudy.experience;

import dev.understudy.problem.Problems;
import java.util.List;

/// Checks a character's dataset against every demand made on it. Counts and reasons are told;
/// nothing is changed.
public final class DatasetCheck {
  private static final List<Rule> RULES =
      List.of(
          new SchemaRule(),
          new SpeakersRule(),
          new CountsRule(),
          new ProtectiveRule(5),
          new PartnersRule(),
          new MemoriesRule(),
          new ReplyWordsRule(15, 60),
          new OpeningsRule(4),
          new DuplicatesRule(3, 0.4),
          new HorizonRule(),
          new LeaksRule(),
          new TrapsRule(),
          new QuestionsRule());

  private DatasetCheck() {}

  /// @throws dev.understudy.problem.UserException when the sheet or a whole file is missing; bad
  ///   lines are findings
  public static Report run(CharacterFolder folder) {
    Dataset dataset = folder.dataset(new Problems());
    return Report.of(folder.id(), RULES.stream().flatMap(rule -> rule.check(dataset)).toList());
  }
}
