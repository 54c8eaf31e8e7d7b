package dev.understudy.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.llm.Asker.Outcome;
import dev.understudy.llm.LlmException.Broken;
import dev.understudy.llm.LlmException.BudgetSpent;
import dev.understudy.llm.LlmException.Passing;
import dev.understudy.llm.LlmException.Unanswerable;
import dev.understudy.llm.LlmSettings.Limits;
import dev.understudy.llm.LlmSettings.Patience;
import dev.understudy.llm.LlmSettings.Provider;
import dev.understudy.store.Journal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalledAskerTest {
  private static final LlmSettings QUICK =
      LlmSettings.of(Provider.OPENAI, "m")
          .with(new Limits(8, 0, 0))
          .with(
              new Patience(Duration.ofSeconds(5), 4, Duration.ofMillis(1), Duration.ofMillis(200)));

  @TempDir Path folder;
  private Journal journal;

  @BeforeEach
  void open() {
    journal = Journal.open(folder.resolve("journal.db"));
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void outcomesComeInTheOrderOfTheRequests() {
    var model = new Answering(r -> "re: " + text(r));
    assertThat(replies(asker(model, QUICK).askAll("scenes", requests(0, 100))))
        .isEqualTo(IntStream.range(0, 100).mapToObj(i -> "re: " + i).toList());
  }

  @Test
  void noRequestsAreNoCalls() {
    assertThat(asker(new Answering(_ -> "x"), QUICK).askAll("scenes", List.of())).isEmpty();
  }

  @Test
  void whatIsKeptIsNotAskedAgain() {
    var model = new Answering(r -> "re: " + text(r));
    asker(model, QUICK).askAll("scenes", requests(0, 50));
    journal.close();
    open();
    var progress = new ArrayList<AskProgress>();
    List<Outcome> again =
        new JournalledAsker(model, journal, QUICK, progress::add)
            .askAll("scenes", requests(40, 60));
    assertThat(model.calls).hasValue(60);
    assertThat(replies(again)).startsWith("re: 40", "re: 41").endsWith("re: 59");
    AskProgress last = progress.getLast();
    assertThat(last.done()).isEqualTo(20);
    assertThat(last.all()).isEqualTo(20);
    assertThat(last.journalled()).isEqualTo(10);
    assertThat(last.usage()).isEqualTo(new Usage(20, 30));
    assertThat(last.secondsLeft()).hasValue(0);
  }

  @Test
  void likeRequestsAreAskedOnceAndOtherSamplesByThemselves() {
    var model = new Answering(_ -> "x");
    ChatRequest request = request("same");
    List<Outcome> outcomes =
        asker(model, QUICK)
            .askAll("scenes", List.of(request, request, request.withSample(1), request));
    assertThat(model.calls).hasValue(2);
    assertThat(outcomes.get(0)).isEqualTo(outcomes.get(1)).isEqualTo(outcomes.get(3));
    assertThat(outcomes.get(2).key()).isNotEqualTo(outcomes.get(0).key());
  }

  @Test
  void likeRequestsOfTwoThreadsAreAskedOnce() throws Exception {
    var entered = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var model =
        new Answering(_ -> {
          entered.countDown();
          await(go);
          return "x";
        });
    Asker asker = asker(model, QUICK);
    var first = CompletableFuture.supplyAsync(() -> asker.ask("a", request("same")));
    await(entered);
    var second = CompletableFuture.supplyAsync(() -> asker.ask("b", request("same")));
    Thread.sleep(50);
    go.countDown();
    assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo(second.get(5, TimeUnit.SECONDS));
    assertThat(model.calls).hasValue(1);
  }

  @Test
  void noMoreAreInFlightThanAllowed() {
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    var model =
        new Answering(_ -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          sleep(5);
          now.decrementAndGet();
          return "x";
        });
    Asker asker = asker(model, QUICK.with(new Limits(3, 0, 0)));
    var other = CompletableFuture.runAsync(() -> asker.askAll("a", requests(0, 20)));
    asker.askAll("b", requests(20, 40));
    other.join();
    assertThat(most.get()).isEqualTo(3);
  }

  @Test
  void callsRunOnNamedVirtualThreads() {
    var names = new CompletableFuture<String>();
    var model =
        new Answering(_ -> {
          names.complete(
              Thread.currentThread().isVirtual() + " " + Thread.currentThread().getName());
          return "x";
        });
    asker(model, QUICK).ask("scenes", request("1"));
    assertThat(names.join()).isEqualTo("true ask scenes 1");
  }

  @Test
  void asksAgainWhenThatMayHelp() {
    var tries = new AtomicInteger();
    var model =
        new Answering(_ -> {
          if (tries.incrementAndGet() < 4) {
            throw new Passing("overloaded", Optional.empty());
          }
          return "x";
        });
    assertThat(replies(asker(model, QUICK).askAll("a", requests(0, 1)))).containsExactly("x");
    assertThat(tries).hasValue(4);
  }

  @Test
  void givesUpAfterAllTriesAndAsksTheNextTimeAnew() {
    var model =
        new Answering(_ -> {
          throw new Passing("overloaded", Optional.empty());
        });
    assertThat(asker(model, QUICK).ask("a", request("1")))
        .isInstanceOfSatisfying(
            Outcome.Failed.class, f -> assertThat(f.why()).isEqualTo("overloaded (4 tries)"));
    assertThat(model.calls).hasValue(4);
    assertThat(journal.size()).isZero();
    assertThat(replies(List.of(asker(new Answering(_ -> "x"), QUICK).ask("a", request("1")))))
        .containsExactly("x");
  }

  @Test
  void waitsAsLongAsTheProviderAsksAndLetsNoOtherCallBegin() {
    var refused = new AtomicInteger();
    var starts = new ArrayList<Long>();
    var model =
        new Answering(_ -> {
          synchronized (starts) {
            starts.add(System.nanoTime());
          }
          if (refused.getAndIncrement() == 0) {
            throw new Passing("too many requests", Optional.of(Duration.ofMillis(150)));
          }
          return "x";
        });
    asker(model, QUICK.with(new Limits(1, 0, 0))).askAll("a", requests(0, 3));
    assertThat(starts).hasSize(4);
    assertThat(TimeUnit.NANOSECONDS.toMillis(starts.get(1) - starts.get(0)))
        .isGreaterThanOrEqualTo(150);
  }

  @Test
  void aWaitThatIsTooLongEndsAll() {
    var model =
        new Answering(_ -> {
          throw new Passing("quota", Optional.of(Duration.ofHours(1)));
        });
    assertThatThrownBy(() -> asker(model, QUICK).ask("a", request("1")))
        .isInstanceOf(Broken.class)
        .hasMessageContaining("3600 s");
    assertThat(model.calls).hasValue(1);
  }

  @Test
  void anUnanswerableRequestDoesNotStopTheOthers() {
    var model =
        new Answering(r -> {
          if (text(r).equals("1")) {
            throw new Unanswerable("too long");
          }
          return "x";
        });
    List<Outcome> outcomes = asker(model, QUICK).askAll("a", requests(0, 3));
    assertThat(outcomes.get(1)).isInstanceOf(Outcome.Failed.class);
    assertThat(journal.size()).isEqualTo(2);
    assertThat(model.calls).hasValue(3);
  }

  @Test
  void aBrokenProviderStopsAllAtOnce() {
    var model =
        new Answering(r -> {
          if (text(r).equals("5")) {
            throw new Broken("wrong key", "Set another.");
          }
          sleep(text(r).equals("4") ? 60_000 : 1);
          return "x";
        });
    long before = System.nanoTime();
    assertThatThrownBy(() -> asker(model, QUICK).askAll("a", requests(0, 1000)))
        .isInstanceOf(Broken.class)
        .hasMessage("wrong key");
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before)).isLessThan(30);
    assertThat(model.calls.get()).isLessThan(100);
  }

  @Test
  void aProviderThatAnswersNobodyIsTakenForBroken() {
    var model =
        new Answering(_ -> {
          throw new Passing("connection refused", Optional.empty());
        });
    assertThatThrownBy(() -> asker(model, QUICK).askAll("a", requests(0, 1000)))
        .isInstanceOf(Broken.class)
        .hasMessageContaining("5 requests in a row")
        .hasMessageContaining("connection refused");
    assertThat(model.calls.get()).isLessThan(100);
  }

  @Test
  void aBudgetOfTokensStopsCleanlyAndGoesOnWhenItIsLarger() {
    var model = new Answering(_ -> "x"); // 2 + 3 tokens each; at most 6 + 10 before
    Budget budget = Budget.ofTokens(100);
    LlmSettings tight = QUICK.with(new Price(0, 0), budget);
    assertThatThrownBy(() -> asker(model, tight).askAll("a", requests(0, 100)))
        .isInstanceOf(BudgetSpent.class)
        .hasMessageContaining("100 tokens");
    assertThat(model.calls.get()).isEqualTo((int) journal.size()).isBetween(15, 20);
    assertThatThrownBy(() -> asker(model, tight).ask("a", request("200")))
        .isInstanceOf(BudgetSpent.class);

    LlmSettings more = QUICK.with(new Price(0, 0), Budget.ofTokens(10_000));
    assertThat(asker(model, more).askAll("a", requests(0, 100))).hasSize(100);
    assertThat(model.calls).hasValue(100);
  }

  @Test
  void aBudgetOfMoneyIsNeverExceeded() {
    var model = new Answering(_ -> "x");
    LlmSettings settings = QUICK.with(new Price(100_000, 200_000), Budget.ofMoney(10));
    assertThatThrownBy(() -> asker(model, settings).askAll("a", requests(0, 100)))
        .isInstanceOf(BudgetSpent.class)
        .hasMessageContaining("10.00 in money");
    double spent = journal.spent().getFirst().cost();
    assertThat(spent).isBetween(7.0, 10.0);
    assertThat(journal.size()).isEqualTo(model.calls.get());
  }

  @Test
  void whatAServerDoesNotCountIsGuessed() {
    ChatModel silent =
        new ChatModel() {
          @Override
          public String id() {
            return "test/silent";
          }

          @Override
          public boolean keepsShapes() {
            return true;
          }

          @Override
          public ChatReply ask(ChatRequest request) {
            return new ChatReply("seven.", Usage.NONE, ChatReply.Finish.END);
          }
        };
    asker(silent, QUICK).ask("a", request("1"));
    assertThat(journal.spent().getFirst().input()).isEqualTo(6);
    assertThat(journal.spent().getFirst().output()).isEqualTo(2);
  }

  @Test
  void requestsPerMinuteAreKept() {
    var model = new Answering(_ -> "x");
    long before = System.nanoTime();
    asker(model, QUICK.with(new Limits(8, 1200, 0))).askAll("a", requests(0, 10));
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isGreaterThan(400);
  }

  @Test
  void tokensPerMinuteCountWhatWasUsed() {
    var model = new Answering(_ -> "x"); // 5 tokens used of 16 held
    long before = System.nanoTime();
    asker(model, QUICK.with(new Limits(1, 0, 6000))).askAll("a", requests(0, 10));
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
    assertThat(took).isBetween(400L, 1400L);
  }

  @Test
  void aListenerStopsItAndWhatIsInFlightIsKept() {
    var model =
        new Answering(_ -> {
          sleep(2);
          return "x";
        });
    AskListener listener =
        new AskListener() {
          @Override
          public void asked(AskProgress progress) {}

          @Override
          public boolean stop() {
            return model.calls.get() >= 20;
          }
        };
    assertThatThrownBy(() ->
            new JournalledAsker(model, journal, QUICK, listener).askAll("a", requests(0, 1000)))
        .isInstanceOf(CancellationException.class);
    assertThat(journal.size()).isEqualTo(model.calls.get()).isBetween(20L, 30L);
  }

  @Test
  void anInterruptEndsIt() throws Exception {
    var model =
        new Answering(_ -> {
          sleep(60_000);
          return "x";
        });
    var ended = new CompletableFuture<Throwable>();
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                asker(model, QUICK).askAll("a", requests(0, 10));
              } catch (RuntimeException e) {
                ended.complete(e);
              }
            });
    while (model.calls.get() < 8) {
      Thread.sleep(5);
    }
    thread.interrupt();
    assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
  }

  @Test
  void anEstimateTellsCallsTokensAndCost() {
    var model = new Answering(_ -> "x");
    asker(model, QUICK).askAll("a", requests(0, 4));
    List<ChatRequest> all = new ArrayList<>(requests(0, 10));
    all.add(request("9"));
    Estimate estimate = Estimate.of(all, model.id(), Optional.of(new Price(1, 10)), journal);
    assertThat(estimate.calls()).isEqualTo(6);
    assertThat(estimate.journalled()).isEqualTo(4);
    assertThat(estimate.atMost()).isEqualTo(new Usage(36, 60));
    assertThat(estimate.cost().orElseThrow()).isEqualTo((36 + 600) / 1e6);
    assertThat(model.calls).hasValue(4);
  }

  private JournalledAsker asker(ChatModel model, LlmSettings settings) {
    return new JournalledAsker(model, journal, settings, AskListener.SILENT);
  }

  private static List<ChatRequest> requests(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> request(Integer.toString(i))).toList();
  }

  private static ChatRequest request(String text) {
    return ChatRequest.text(List.of(ChatMessage.user(text)), new SamplingSettings(0.7, 0.9, 10));
  }

  private static String text(ChatRequest request) {
    return request.messages().getLast().text();
  }

  private static List<String> replies(List<Outcome> outcomes) {
    return outcomes.stream().map(o -> ((Outcome.Answered) o).reply().text()).toList();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// As an adapter does it: an interrupt ends the call.
  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Passing("interrupted", Optional.empty());
    }
  }

  /// Answers many at once, unlike [ScriptedModel].
  private static final class Answering implements ChatModel {
    final AtomicInteger calls = new AtomicInteger();
    private final Function<ChatRequest, String> script;

    Answering(Function<ChatRequest, String> script) {
      this.script = script;
    }

    @Override
    public String id() {
      return "test/m";
    }

    @Override
    public boolean keepsShapes() {
      return true;
    }

    @Override
    public ChatReply ask(ChatRequest request) {
      calls.incrementAndGet();
      return new ChatReply(script.apply(request), new Usage(2, 3), ChatReply.Finish.END);
    }
  }
}
