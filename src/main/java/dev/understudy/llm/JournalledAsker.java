package dev.understudy.llm;

import dev.understudy.store.Journal;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Asks a model many requests at a time, each on a virtual thread of its own, and keeps every reply
/// in the journal before it counts. What is kept is not asked again, so the same work after a kill
/// asks only what was in flight. Like requests are asked once, also when several threads bring
/// them. Failures are not kept: the next run tries again.
///
/// Any number of threads may use it; the limits and the budget hold for all of them together.
public final class JournalledAsker implements Asker {
  private final ChatModel model;
  private final int inFlight;
  private final Caller caller;
  private final AskListener listener;
  private final ConcurrentMap<String, CompletableFuture<Outcome>> asking =
      new ConcurrentHashMap<>();

  /// Model and journal stay the caller's to close.
  public JournalledAsker(
      ChatModel model, Journal journal, LlmSettings settings, AskListener listener) {
    this.model = model;
    this.inFlight = settings.limits().inFlight();
    this.caller = new Caller(model, journal, settings);
    this.listener = listener;
  }

  @Override
  public String model() {
    return model.id();
  }

  @Override
  public boolean keepsShapes() {
    return model.keepsShapes();
  }

  /// @throws CancellationException when the listener stopped it, or the thread was interrupted
  @Override
  public List<Outcome> askAll(String what, List<ChatRequest> requests) {
    List<String> keys = requests.stream().map(r -> CallKey.of(model.id(), r)).toList();
    var round = new Round(caller, asking, new Meter(what, requests.size(), listener));
    return round.run(inFlight, keys, requests);
  }
}
