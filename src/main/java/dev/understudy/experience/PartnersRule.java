package dev.understudy.experience;

import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Scene.Form;
import java.util.List;
import java.util.stream.Stream;

/// Half of the experiences are talk between two, as users meet the character; a third of that talk
/// is with users of today.
record PartnersRule() implements Rule {
  @Override
  public Stream<Finding> check(Dataset d) {
    List<Experience> all = d.of(Kind.EXPERIENCE).toList();
    List<Experience> between = all.stream().filter(PartnersRule::betweenTwo).toList();
    long today = between.stream().filter(e -> e.partner() == Partner.TODAY).count();
    List<String> misplaced =
        d.experiences().stream()
            .filter(e -> e.partner() == Partner.TODAY && !betweenTwo(e))
            .map(e -> e.id() + ": a user of today in a scene of another form")
            .toList();
    return Stream.of(
        Finding.atLeast(
            "share of one-to-one talk and interviews", share(between.size(), all.size()), 0.5),
        Finding.atLeast(
            "share of these with users of today", share(today, between.size()), 1.0 / 3),
        Finding.none("users of today elsewhere", misplaced));
  }

  static boolean betweenTwo(Experience e) {
    return e.scene().form() == Form.ONE_TO_ONE || e.scene().form() == Form.INTERVIEW;
  }

  static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
