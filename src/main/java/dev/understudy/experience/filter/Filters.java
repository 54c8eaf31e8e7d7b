package dev.understudy.experience.filter;

import dev.understudy.llm.Asker;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.Prompt;
import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Rejection;
import dev.understudy.recall.NearDuplicates;
import dev.understudy.store.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Lets experiences pass one after another through every filter that is on.
///
/// Of what passes nothing is held but a few bytes each, to know it when it comes again, and the few
/// that a model is being asked about. What is kept, and why the rest is not, depends only on the
/// experiences, their order and the model's replies.
public final class Filters {
  /// How many experiences a model is asked about at once.
  private static final int BATCH = 64;

  private final List<Rule> rules;
  private final Optional<Grounding> grounding;
  private final Counted asked = new Counted(FilterName.GROUNDING);
  private final List<Experience> waiting = new ArrayList<>();

  /// A filter that needs no model, and what it did.
  private record Rule(Filter filter, Counted counts) {}

  private Filters(List<Rule> rules, Optional<Grounding> grounding) {
    this.rules = rules;
    this.grounding = grounding;
  }

  /// The filters that need no model, for one pass through a dataset: a second pass would find
  /// everything told already.
  ///
  /// @param near an index with nothing of this dataset in it; without one only what is told in the
  ///   same words is taken for a duplicate. The caller closes it.
  public static Filters of(Life life, FilterSettings settings, Optional<NearDuplicates> near) {
    return new Filters(
        rules(life, settings, near)
            .filter(filter -> settings.has(filter.name()))
            .map(filter -> new Rule(filter, new Counted(filter.name())))
            .toList(),
        Optional.empty());
  }

  /// The same, and then a model is asked whether what is told stands in the profile.
  ///
  /// @param prompts the user's own, by name
  public Filters asking(Asker asker, Life life, FilterSettings settings, Optional<Path> prompts) {
    return settings.has(FilterName.GROUNDING)
        ? new Filters(
            rules,
            Optional.of(
                new Grounding(life, Prompt.load(prompts, Grounding.PROMPT), asker, settings)))
        : this;
  }

  /// What a model would be asked about experiences that pass the other filters, without asking it.
  public Stream<ChatRequest> requests(Stream<Experience> experiences) {
    return grounding.stream().flatMap(g -> experiences.flatMap(e -> g.question(e).stream()));
  }

  private static Stream<Filter> rules(
      Life life, FilterSettings settings, Optional<NearDuplicates> near) {
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
        new DuplicatesFilter(near));
  }

  /// Takes every experience once, in order.
  ///
  /// @param keep is given what passes, perhaps changed, in the same order
  /// @param reject is given what does not, with the reason
  /// @return what each filter did
  /// @throws dev.understudy.llm.LlmException as [Asker#askAll]; what was not given to either
  ///   consumer by then is not judged
  public List<FilterCount> run(
      Iterator<Experience> experiences, Consumer<Experience> keep, Consumer<Rejection> reject) {
    while (experiences.hasNext()) {
      passRules(experiences.next(), reject).ifPresent(grounding.isPresent() ? waiting::add : keep);
      if (waiting.size() == BATCH) {
        ask(keep, reject);
      }
    }
    ask(keep, reject);
    return counts();
  }

  private Optional<Experience> passRules(Experience e, Consumer<Rejection> reject) {
    Experience passed = e;
    for (Rule rule : rules) {
      switch (rule.counts().count(rule.filter().look(passed))) {
        case Decision.Keep _, Decision.Unchecked _ -> {}
        case Decision.Change change -> passed = change.experience();
        case Decision.Reject no -> {
          reject.accept(rejection(passed, rule.counts().filter(), no.reason()));
          return Optional.empty();
        }
      }
    }
    return Optional.of(passed);
  }

  private void ask(Consumer<Experience> keep, Consumer<Rejection> reject) {
    if (grounding.isEmpty() || waiting.isEmpty()) {
      return;
    }
    List<Decision> decisions = grounding.get().look(waiting);
    for (int i = 0; i < decisions.size(); i++) {
      if (asked.count(decisions.get(i)) instanceof Decision.Reject no) {
        reject.accept(rejection(waiting.get(i), FilterName.GROUNDING, no.reason()));
      } else {
        keep.accept(waiting.get(i));
      }
    }
    waiting.clear();
  }

  private static Rejection rejection(Experience e, FilterName filter, String reason) {
    boolean guards = e.kind() == Kind.PROTECTIVE || e.kind() == Kind.FAMILIAR;
    String stage = guards ? "protect" : "experiences";
    return new Rejection(e.id(), stage, filter.word(), reason, Json.line(e));
  }

  private List<FilterCount> counts() {
    Stream<FilterCount> all = rules.stream().map(rule -> rule.counts().told());
    return grounding.isPresent()
        ? Stream.concat(all, Stream.of(asked.told())).toList()
        : all.toList();
  }
}
