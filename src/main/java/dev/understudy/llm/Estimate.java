package dev.understudy.llm;

import dev.understudy.store.Journal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What asking would take, told before anything is asked. Two like requests are one call.
///
/// @param calls to be made
/// @param journalled calls whose reply is kept already
/// @param atMost tokens of the calls to be made: read by a guess, written if every reply is as long
///   as it may be
/// @param cost of `atMost`; none without a price
public record Estimate(long calls, long journalled, Usage atMost, Optional<Double> cost) {
  public static final Estimate NOTHING = new Estimate(0, 0, Usage.NONE, Optional.empty());

  public static Estimate of(
      List<ChatRequest> requests, String modelId, Optional<Price> price, Journal journal) {
    Map<String, ChatRequest> byKey = new LinkedHashMap<>();
    requests.forEach(r -> byKey.putIfAbsent(CallKey.of(modelId, r), r));
    Set<String> kept = journal.find(byKey.keySet()).keySet();
    Usage atMost =
        byKey.entrySet().stream()
            .filter(e -> !kept.contains(e.getKey()))
            .map(e -> Tokens.atMost(e.getValue()))
            .reduce(Usage.NONE, Usage::plus);
    return new Estimate(
        byKey.size() - kept.size(), kept.size(), atMost, price.map(p -> p.of(atMost)));
  }

  public Estimate plus(Estimate other) {
    return new Estimate(
        calls + other.calls,
        journalled + other.journalled,
        atMost.plus(other.atMost),
        cost.isEmpty() && other.cost.isEmpty()
            ? Optional.empty()
            : Optional.of(cost.orElse(0.0) + other.cost.orElse(0.0)));
  }
}
