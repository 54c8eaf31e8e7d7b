package dev.understudy.experience.script;

import dev.understudy.llm.Asker;
import dev.understudy.llm.Asker.Outcome;
import dev.understudy.llm.ChatReply;
import dev.understudy.person.Experience;
import dev.understudy.person.Rejection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Asks for scripts until each fits or has been asked for often enough: all of them once, then
/// those that did not fit once more with another sample, and so on. Every reply that is not kept is
/// told.
final class Rounds {
  /// @param stage as in [Rejection#stage]
  /// @param what is asked for, for progress
  record Terms(String stage, String what, int attempts, String date) {}

  /// Looks at scripts that could be read; one refusal, or none, for each.
  interface Check {
    List<Optional<Refusal>> of(List<Candidate> candidates);
  }

  record Candidate(Draft draft, Script script, String reply, Experience experience) {}

  private final Terms terms;
  private final Asker asker;
  private final Check check;
  private final List<Rejection> rejections = new ArrayList<>();

  private Rounds(Terms terms, Asker asker, Check check) {
    this.terms = terms;
    this.asker = asker;
    this.check = check;
  }

  static Played play(List<Draft> drafts, Terms terms, Asker asker, Check check) {
    return new Rounds(terms, asker, check).play(drafts);
  }

  private Played play(List<Draft> drafts) {
    @Nullable Experience[] made = new Experience[drafts.size()];
    List<Integer> wanted = IntStream.range(0, drafts.size()).boxed().toList();
    for (int round = 0; round < terms.attempts() && !wanted.isEmpty(); round++) {
      wanted = round(drafts, wanted, round, made);
    }
    return new Played(Arrays.stream(made).filter(Objects::nonNull).toList(), rejections);
  }

  /// Fills in what fits, and gives the numbers of those to be asked for again.
  private List<Integer> round(
      List<Draft> drafts, List<Integer> wanted, int round, @Nullable Experience[] made) {
    List<Outcome> outcomes =
        asker.askAll(terms.what(), wanted.stream().map(i -> drafts.get(i).request(round)).toList());
    var again = new ArrayList<Integer>();
    var numbers = new ArrayList<Integer>();
    var candidates = new ArrayList<Candidate>();
    for (int i = 0; i < wanted.size(); i++) {
      Draft draft = drafts.get(wanted.get(i));
      switch (outcomes.get(i)) {
        case Outcome.Failed failed -> reject(draft, "unanswered", failed.why(), "");
        case Outcome.Answered answered -> {
          ChatReply reply = answered.reply();
          switch (draft.format().read(reply)) {
            case Reading.Fits fits -> {
              numbers.add(wanted.get(i));
              candidates.add(candidate(draft, fits.script(), reply.text(), answered.key()));
            }
            case Reading.Misfit misfit -> {
              again.add(wanted.get(i));
              reject(draft, misfit.why(), round, reply.text());
            }
          }
        }
      }
    }
    again.addAll(checked(candidates, numbers, round, made));
    return again.stream().sorted().toList();
  }

  private List<Integer> checked(
      List<Candidate> candidates, List<Integer> numbers, int round, @Nullable Experience[] made) {
    var again = new ArrayList<Integer>();
    List<Optional<Refusal>> refusals = check.of(candidates);
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      if (refusals.get(i).isPresent()) {
        again.add(numbers.get(i));
        reject(candidate.draft(), refusals.get(i).get(), round, candidate.reply());
      } else {
        made[numbers.get(i)] = candidate.experience();
        candidate
            .script()
            .leftOut()
            .forEach(left ->
                reject(candidate.draft(), left.why().filter(), left.why().reason(), left.text()));
      }
    }
    return again;
  }

  private Candidate candidate(Draft draft, Script script, String reply, String key) {
    var provenance =
        new Experience.Provenance(
            asker.model(),
            terms.stage(),
            terms.date(),
            Optional.of(draft.prompt()),
            Optional.of(key));
    return new Candidate(draft, script, reply, draft.made().apply(script, provenance));
  }

  private void reject(Draft draft, Refusal why, int round, String reply) {
    boolean last = round + 1 == terms.attempts();
    String reason =
        "%s (reply %d of %d, %s)"
            .formatted(
                why.reason(), round + 1, terms.attempts(), last ? "given up" : "asked again");
    reject(draft, why.filter(), reason, reply);
  }

  private void reject(Draft draft, String filter, String reason, String found) {
    rejections.add(new Rejection(draft.id(), terms.stage(), filter, reason, found));
  }
}
