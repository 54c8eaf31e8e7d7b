package dev.understudy.llm;

import dev.understudy.llm.Asker.Outcome;
import dev.understudy.store.Journal;
import dev.understudy.store.Json;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/// Makes one call: within the provider's limits and the budget, and kept before it counts.
final class Caller {
  private final ChatModel model;
  private final Journal journal;
  private final LlmSettings settings;
  private final Semaphore slots;
  private final Patient patient;
  private final Spending spending;

  Caller(ChatModel model, Journal journal, LlmSettings settings) {
    this.model = model;
    this.journal = journal;
    this.settings = settings;
    this.slots = new Semaphore(settings.limits().inFlight(), true);
    this.patient = new Patient(model, settings.limits(), settings.patience());
    this.spending = new Spending(settings, journal.total());
  }

  /// The answers that are kept, by key.
  Map<String, Outcome> kept(Collection<String> keys) {
    var answers = new HashMap<String, Outcome>();
    journal
        .find(keys)
        .forEach((key, reply) ->
            answers.put(
                key, new Outcome.Answered(key, Json.mapper().readValue(reply, ChatReply.class))));
    return answers;
  }

  /// @throws LlmException.Broken when no request can be answered
  /// @throws LlmException.BudgetSpent when the budget does not allow it
  Outcome call(String what, String key, ChatRequest request) throws InterruptedException {
    slots.acquire();
    try {
      Usage most = Tokens.atMost(request);
      spending.hold(most);
      Usage used = Usage.NONE;
      try {
        ChatReply reply = counted(patient.ask(request, most), most);
        used = reply.usage();
        journal.put(entry(what, key, reply));
        return new Outcome.Answered(key, reply);
      } finally {
        spending.settle(most, used);
      }
    } catch (LlmException.Passing | LlmException.Unanswerable e) {
      return new Outcome.Failed(key, e.what());
    } finally {
      slots.release();
    }
  }

  /// Some servers tell no usage: the budget then counts by a guess.
  private static ChatReply counted(ChatReply reply, Usage most) {
    return reply.usage().total() > 0
        ? reply
        : new ChatReply(
            reply.text(), new Usage(most.input(), Tokens.of(reply.text())), reply.finish());
  }

  /// What a call cost; nothing when it failed, or no price is known.
  double cost(Outcome outcome) {
    return outcome instanceof Outcome.Answered a ? settings.cost(a.reply().usage()) : 0;
  }

  private Journal.Entry entry(String what, String key, ChatReply reply) {
    Usage used = reply.usage();
    return new Journal.Entry(
        key, what, model.id(), used.input(), used.output(), settings.cost(used), Json.line(reply));
  }
}
