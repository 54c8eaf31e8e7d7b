package dev.understudy.llm;

import dev.understudy.llm.Asker.Outcome;
import dev.understudy.llm.LlmException.Broken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One list of requests on its way: what is kept is taken from the journal, the rest is asked by a
/// few virtual threads that each take the next one, until all have an outcome or something ends the
/// round.
final class Round {
  private static final int LOOKED_UP_AT_ONCE = 1000;

  private final Caller caller;

  /// Requests that some round of this asker sees to, by key.
  private final ConcurrentMap<String, CompletableFuture<Outcome>> asking;

  private final Meter meter;
  private final AtomicReference<@Nullable Throwable> end = new AtomicReference<>();

  Round(Caller caller, ConcurrentMap<String, CompletableFuture<Outcome>> asking, Meter meter) {
    this.caller = caller;
    this.asking = asking;
    this.meter = meter;
  }

  /// A request of this round, and how often it stands in the list.
  ///
  /// @param ours false when another round was first, and sees to it
  private record Wanted(
      String key,
      ChatRequest request,
      CompletableFuture<Outcome> outcome,
      boolean ours,
      AtomicInteger times) {}

  List<Outcome> run(int threads, List<String> keys, List<ChatRequest> requests) {
    Map<String, Wanted> wanted = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      ChatRequest request = requests.get(i);
      wanted.computeIfAbsent(keys.get(i), key -> claim(key, request)).times.incrementAndGet();
    }
    List<Wanted> ours = wanted.values().stream().filter(Wanted::ours).toList();
    try {
      meter.tellNow();
      ask(threads, takeKept(ours));
    } catch (RuntimeException | Error e) {
      ends(e);
    } finally {
      ours.forEach(this::abandon);
    }
    throwEnd();
    wanted.values().stream()
        .filter(w -> !w.ours)
        .forEach(w -> meter.shared(await(w), w.times.get()));
    meter.tellNow();
    return keys.stream().map(key -> await(Objects.requireNonNull(wanted.get(key)))).toList();
  }

  private Wanted claim(String key, ChatRequest request) {
    var mine = new CompletableFuture<Outcome>();
    CompletableFuture<Outcome> others = asking.putIfAbsent(key, mine);
    return new Wanted(
        key, request, others == null ? mine : others, others == null, new AtomicInteger());
  }

  /// Those that are not in the journal. It is looked into only after [#claim]: else another round
  /// could ask and finish between the two.
  private List<Wanted> takeKept(List<Wanted> ours) {
    var missing = new ArrayList<Wanted>();
    for (int from = 0; from < ours.size(); from += LOOKED_UP_AT_ONCE) {
      List<Wanted> some = ours.subList(from, Math.min(from + LOOKED_UP_AT_ONCE, ours.size()));
      Map<String, Outcome> kept = caller.kept(some.stream().map(Wanted::key).toList());
      for (Wanted w : some) {
        Outcome outcome = kept.get(w.key);
        if (outcome == null) {
          missing.add(w);
        } else {
          finish(w, outcome);
          meter.kept(w.times.get());
        }
      }
    }
    return missing;
  }

  private void ask(int threads, List<Wanted> missing) {
    var next = new AtomicInteger();
    var names = Thread.ofVirtual().name("ask " + meter.what() + " ", 1).factory();
    try (ExecutorService workers = Executors.newThreadPerTaskExecutor(names)) {
      for (int i = 0; i < Math.min(threads, missing.size()); i++) {
        workers.execute(() -> work(missing, next, workers));
      }
    }
  }

  private void work(List<Wanted> missing, AtomicInteger next, ExecutorService workers) {
    for (int i = next.getAndIncrement();
        i < missing.size() && goesOn();
        i = next.getAndIncrement()) {
      try {
        Wanted w = missing.get(i);
        Outcome outcome = caller.call(meter.what(), w.key, w.request);
        finish(w, outcome);
        meter.made(outcome, w.times.get(), caller.cost(outcome));
      } catch (InterruptedException _) {
        ends(new CancellationException("interrupted"));
      } catch (Broken e) {
        ends(e);
        workers.shutdownNow(); // what is in flight can't be answered either
      } catch (RuntimeException | Error e) {
        ends(e);
      }
    }
  }

  private boolean goesOn() {
    if (meter.stop()) {
      ends(new CancellationException("stopped"));
    }
    return end.get() == null;
  }

  private void finish(Wanted w, Outcome outcome) {
    w.outcome.complete(outcome);
    asking.remove(w.key, w.outcome);
  }

  /// Tells others that wait for it why it has no outcome, if it has none.
  private void abandon(Wanted w) {
    Throwable why = end.get();
    w.outcome.completeExceptionally(why == null ? new CancellationException("stopped") : why);
    asking.remove(w.key, w.outcome);
  }

  /// The first reason counts.
  private void ends(Throwable why) {
    end.compareAndSet(null, why);
  }

  private void throwEnd() {
    Throwable why = end.get();
    if (why != null) {
      meter.tellNow();
      throw unchecked(why);
    }
  }

  private static Outcome await(Wanted w) {
    try {
      return w.outcome.join();
    } catch (CompletionException e) {
      throw unchecked(e.getCause() == null ? e : e.getCause());
    }
  }

  private static RuntimeException unchecked(Throwable why) {
    if (why instanceof Error error) {
      throw error;
    }
    return why instanceof RuntimeException e ? e : new IllegalStateException(why);
  }
}
