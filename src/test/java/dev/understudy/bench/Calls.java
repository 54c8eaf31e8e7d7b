package dev.understudy.bench;

import dev.understudy.llm.AskListener;
import dev.understudy.llm.Asker.Outcome;
import dev.understudy.llm.ChatMessage;
import dev.understudy.llm.ChatModel;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.JournalledAsker;
import dev.understudy.llm.LlmSettings;
import dev.understudy.llm.LlmSettings.Limits;
import dev.understudy.llm.LlmSettings.Provider;
import dev.understudy.llm.SamplingSettings;
import dev.understudy.llm.remote.Providers;
import dev.understudy.store.Journal;
import dev.understudy.store.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// How many calls a second go through asker and journal, against an endpoint that answers at once,
/// beside a bare HTTP client that sends the same and keeps nothing. Run by `bench/calls.sh`.
///
/// Usage: Calls PORT FOLDER
public final class Calls {
  private static final int WARM = 6_000;
  private static final int MANY = 20_000;
  private static final int SINGLE = 2_000;
  private static final int KEPT = 100_000;
  private static final int IN_FLIGHT = 64;

  private final URI url;
  private final Path folder;
  private final HttpClient bare =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private int number;

  private Calls(URI url, Path folder) {
    this.url = url;
    this.folder = folder;
  }

  public static void main(String[] args) throws Exception {
    var calls =
        new Calls(URI.create("http://127.0.0.1:" + args[0] + "/v1"), Path.of(args[1]));
    calls.throughput();
    calls.single();
    calls.reopen();
  }

  private void throughput() {
    System.out.println("| 64 in flight | calls/s |\n|---|---|");
    try (Journal journal = Journal.open(folder.resolve("many.db"));
        ChatModel model = Providers.open(settings(IN_FLIGHT), Map.of())) {
      var asker = new JournalledAsker(model, journal, settings(IN_FLIGHT), AskListener.SILENT);
      bareMany(WARM);
      ours(asker, WARM);
      for (int round = 0; round < 3; round++) {
        System.out.printf("| bare HTTP client | %.0f |%n", bareMany(MANY));
        System.out.printf("| asker with journal | %.0f |%n", ours(asker, MANY));
      }
    }
  }

  private double ours(JournalledAsker asker, int count) {
    List<ChatRequest> requests = requests(count);
    long began = System.nanoTime();
    List<Outcome> outcomes = asker.askAll("bench", requests);
    double seconds = (System.nanoTime() - began) / 1e9;
    if (!outcomes.stream().allMatch(o -> o instanceof Outcome.Answered)) {
      throw new AssertionError(outcomes.toString());
    }
    return count / seconds;
  }

  private double bareMany(int count) {
    List<ChatRequest> requests = requests(count);
    var next = new AtomicInteger();
    long began = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < IN_FLIGHT; i++) {
        threads.execute(() -> {
          for (int k = next.getAndIncrement(); k < count; k = next.getAndIncrement()) {
            send(requests.get(k));
          }
        });
      }
    }
    return count / ((System.nanoTime() - began) / 1e9);
  }

  private void send(ChatRequest request) {
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(url + "/chat/completions"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Json.line(request.messages())))
            .build();
    try {
      HttpResponse<String> response = bare.send(post, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200 || response.body().length() < 500) {
        throw new AssertionError(response.body());
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// One call at a time, ours and the bare one by turns.
  private void single() {
    var plain = new long[SINGLE];
    var ours = new long[SINGLE];
    try (Journal journal = Journal.open(folder.resolve("single.db"));
        ChatModel model = Providers.open(settings(1), Map.of())) {
      var asker = new JournalledAsker(model, journal, settings(1), AskListener.SILENT);
      for (int i = -SINGLE; i < SINGLE; i++) { // the first half warms up
        ChatRequest one = requests(1).getFirst();
        ChatRequest other = requests(1).getFirst();
        long began = System.nanoTime();
        send(one);
        long between = System.nanoTime();
        asker.ask("bench", other);
        long end = System.nanoTime();
        if (i >= 0) {
          plain[i] = between - began;
          ours[i] = end - between;
        }
      }
    }
    Arrays.sort(plain);
    Arrays.sort(ours);
    System.out.println("\n| one in flight, ms | median | 90th percentile |\n|---|---|---|");
    row("bare HTTP client", plain);
    row("asker with journal", ours);
    System.out.printf(
        "| **on top** | **%.3f** | |%n", (ours[SINGLE / 2] - plain[SINGLE / 2]) / 1e6);
  }

  private static void row(String name, long[] nanos) {
    System.out.printf(
        "| %s | %.3f | %.3f |%n", name, nanos[SINGLE / 2] / 1e6, nanos[SINGLE * 9 / 10] / 1e6);
  }

  private void reopen() {
    Path file = folder.resolve("kept.db");
    List<String> keys = IntStream.range(0, KEPT).mapToObj("%064x"::formatted).toList();
    try (Journal journal = Journal.open(file);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var next = new AtomicInteger();
      for (int i = 0; i < 1000; i++) {
        threads.execute(() -> {
          for (int k = next.getAndIncrement(); k < KEPT; k = next.getAndIncrement()) {
            journal.put(
                new Journal.Entry(
                    keys.get(k), "bench", "openai/m", 300, 190, 0.001, "She said. ".repeat(80)));
          }
        });
      }
    }
    System.out.println("\n| 100,000 journalled calls | s |\n|---|---|");
    long began = System.nanoTime();
    try (Journal journal = Journal.open(file)) {
      long open = System.nanoTime();
      journal.spent();
      long summed = System.nanoTime();
      for (int from = 0; from < KEPT; from += 1000) {
        if (journal.find(keys.subList(from, from + 1000)).size() != 1000) {
          throw new AssertionError("lost");
        }
      }
      long found = System.nanoTime();
      System.out.printf("| opened, checked whole | %.3f |%n", (open - began) / 1e9);
      System.out.printf("| what was spent summed up | %.3f |%n", (summed - open) / 1e9);
      System.out.printf("| every reply read | %.3f |%n", (found - summed) / 1e9);
      System.out.printf("| **together** | **%.3f** |%n", (found - began) / 1e9);
    }
  }

  private LlmSettings settings(int inFlight) {
    return LlmSettings.of(Provider.OPENAI, "m").withUrl(url).with(new Limits(inFlight, 0, 0));
  }

  /// Each another one.
  private List<ChatRequest> requests(int count) {
    int first = number;
    number += count;
    return IntStream.range(first, first + count)
        .mapToObj(i ->
            ChatRequest.text(
                List.of(
                    ChatMessage.system("You write scenes from a life. ".repeat(10)),
                    ChatMessage.user("Passage " + i + ": " + "the harbour was still. ".repeat(40))),
                new SamplingSettings(0.8, 0.95, 400)))
        .toList();
  }
}
