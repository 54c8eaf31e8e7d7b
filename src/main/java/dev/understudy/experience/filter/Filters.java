package dev.understudy.experience.filter;

import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Rejection;
import dev.understudy.store.Json;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Lets experiences pass one after another through every filter that is on.
///
/// Of what passes nothing is held but a few bytes each, to know it when it comes again. What is
/// kept, and why the rest is not, depends only on the experiences and their order.
public final class Filters {
  private final List<Counted> filters;

  private Filters(List<Counted> filters) {
    this.filters = filters;
  }

  /// For one pass through a dataset: a second pass would find everything told already.
  public static Filters of(Life life, FilterSettings settings) {
    return new Filters(
        rules(life, settings)
            .filter(filter -> settings.has(filter.name()))
            .map(Counted::new)
            .toList());
  }

  private static Stream<Filter> rules(Life life, FilterSettings settings) {
    return Stream.of(
        new SecretsFilter(life, settings.keep()),
        new FormatFilter(life.sheet()),
        new SpeakersFilter(life.sheet()),
        new LengthFilter(life.sheet().name(), settings),
        new LanguageFilter(life.sheet().language()),
        new RefusalsFilter(),
        new MetaTalkFilter(life.sheet()),
        new PersonFilter(life.sheet()),
        new AnachronismFilter(life.sheet(), DatedWords.shipped()),
        new DuplicatesFilter());
  }

  /// Takes every experience once, in order.
  ///
  /// @param keep is given what passes, perhaps changed
  /// @param reject is given what does not, with the reason
  public List<FilterCount> run(
      Iterator<Experience> experiences, Consumer<Experience> keep, Consumer<Rejection> reject) {
    while (experiences.hasNext()) {
      pass(experiences.next(), keep, reject);
    }
    return counts();
  }

  private void pass(Experience e, Consumer<Experience> keep, Consumer<Rejection> reject) {
    Experience passed = e;
    for (Counted filter : filters) {
      switch (filter.look(passed)) {
        case Decision.Keep _, Decision.Unchecked _ -> {}
        case Decision.Change change -> passed = change.experience();
        case Decision.Reject no -> {
          reject.accept(rejection(passed, filter.name(), no.reason()));
          return;
        }
      }
    }
    keep.accept(passed);
  }

  private static Rejection rejection(Experience e, FilterName filter, String reason) {
    boolean guards = e.kind() == Kind.PROTECTIVE || e.kind() == Kind.FAMILIAR;
    String stage = guards ? "protect" : "experiences";
    return new Rejection(e.id(), stage, filter.word(), reason, Json.line(e));
  }

  private List<FilterCount> counts() {
    return filters.stream().map(Counted::count).toList();
  }
}
