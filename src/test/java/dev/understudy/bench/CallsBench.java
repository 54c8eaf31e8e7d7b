package dev.understudy.bench;

import dev.understudy.llm.AskListener;
import dev.understudy.llm.Asker.Outcome;
import dev.understudy.llm.CallKey;
import dev.understudy.llm.ChatMessage;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.JournalledAsker;
import dev.understudy.llm.LlmSettings;
import dev.understudy.llm.LlmSettings.Limits;
import dev.understudy.llm.LlmSettings.Provider;
import dev.understudy.llm.SamplingSettings;
import dev.understudy.llm.remote.Providers;
import dev.understudy.store.Journal;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Calls through all that stands between a stage and an endpoint, journal and all, beside a bare
/// HTTP client that posts the same to the same endpoint. Run by `bench/calls.sh`.
final class CallsBench {
  private static final int IN_FLIGHT = 64;
  private static final int ROUNDS = 5;
  private static final int KEPT = 100_000;
  private static final SamplingSettings SAMPLING = new SamplingSettings(0.8, 0.95, 400);
  private static final String PASSAGE =
      "In the spring she wrote to her mother of the mills, and of the engine. ".repeat(20);

  private final Path folder;
  private final BareClient bare;
  private final LlmSettings settings;
  private int made;

  private CallsBench(Path folder, String base) {
    this.folder = folder;
    this.bare = new BareClient(URI.create(base + "/chat/completions"));
    this.settings =
        LlmSettings.of(Provider.OPENAI, "instant")
            .withUrl(URI.create(base))
            .with(new Limits(IN_FLIGHT, 0, 0));
  }

  /// Arguments: a folder for journals, calls in a round.
  public static void main(String[] args) throws Exception {
    Process endpoint =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                InstantEndpoint.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var said = endpoint.inputReader()) {
      var bench =
          new CallsBench(Path.of(args[0]), "http://127.0.0.1:" + said.readLine().strip() + "/v1");
      int calls = Integer.parseInt(args[1]);
      try (Journal journal = Journal.open(bench.folder.resolve("calls.db"));
          var model = Providers.open(bench.settings, Map.of())) {
        var asker = new JournalledAsker(model, journal, bench.settings, AskListener.SILENT);
        bench.manyInFlight(asker, calls);
        bench.oneInFlight(asker, calls / 10);
      }
      bench.reopened();
      bench.bare.close();
    } finally {
      endpoint.destroy();
    }
  }

  /// Rounds by turns, after one of each to warm up; the best of each counts.
  private void manyInFlight(JournalledAsker asker, int calls) {
    double ours = 0;
    double theirs = 0;
    for (int round = 0; round <= ROUNDS; round++) {
      List<ChatRequest> requests = requests(calls);
      String[] bodies = bodies(calls);
      long began = System.nanoTime();
      bare.postAll(bodies, IN_FLIGHT);
      double theirsNow = calls / seconds(began);
      began = System.nanoTime();
      checkAnswered(asker.askAll("bench", requests));
      double oursNow = calls / seconds(began);
      if (round > 0) {
        ours = Math.max(ours, oursNow);
        theirs = Math.max(theirs, theirsNow);
      }
    }
    System.out.printf(
        "%d calls a round, %d in flight, best of %d rounds:%n%n", calls, IN_FLIGHT, ROUNDS);
    System.out.println("| | calls/s | ratio |\n|---|---|---|");
    System.out.printf("| bare client, no journal | %,.0f | |%n", theirs);
    System.out.printf("| journal on | %,.0f | %.2f |%n", ours, ours / theirs);
  }

  /// Each kind of call by turns, so that other load on the machine meets all alike.
  private void oneInFlight(JournalledAsker asker, int calls) throws Exception {
    var times = new double[3][calls];
    List<ChatRequest> requests = requests(2 * calls);
    String[] bodies = bodies(2 * calls);
    try (var disk =
        FileChannel.open(
            folder.resolve("sync"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < 2 * calls; i++) { // the first half warms up
        int at = i % calls;
        long began = System.nanoTime();
        bare.post(bodies[i]);
        times[0][at] = 1000 * seconds(began);
        began = System.nanoTime();
        checkAnswered(List.of(asker.ask("bench", requests.get(i))));
        times[1][at] = 1000 * seconds(began);
        began = System.nanoTime();
        sync(disk);
        times[2][at] = 1000 * seconds(began);
      }
    }
    double theirs = median(times[0]);
    double ours = median(times[1]);
    System.out.printf("%n%d calls, one in flight:%n%n", calls);
    System.out.println("| | median ms | over the bare client |\n|---|---|---|");
    System.out.printf("| bare client, no journal | %.3f | |%n", theirs);
    System.out.printf("| journal on | %.3f | %.3f |%n", ours, ours - theirs);
    System.out.printf("| 4 KiB appended to a file and synced | %.3f | |%n", median(times[2]));
  }

  private static void sync(FileChannel disk) throws IOException {
    disk.write(ByteBuffer.allocate(4096));
    disk.force(false);
  }

  private void reopened() {
    Path file = folder.resolve("kept.db");
    List<ChatRequest> requests = requests(KEPT);
    try (Journal journal = Journal.open(file);
        var model = Providers.open(settings, Map.of())) {
      var asker = new JournalledAsker(model, journal, settings, AskListener.SILENT);
      checkAnswered(asker.askAll("kept", requests));
    }
    long began = System.nanoTime();
    try (Journal journal = Journal.open(file);
        var model = Providers.open(settings, Map.of())) {
      double opened = seconds(began);
      List<String> keys = new ArrayList<>();
      requests.forEach(r -> keys.add(CallKey.of(model.id(), r)));
      began = System.nanoTime();
      int found = journal.find(keys).size();
      double looked = seconds(began);
      began = System.nanoTime();
      var asker = new JournalledAsker(model, journal, settings, AskListener.SILENT);
      checkAnswered(asker.askAll("kept", requests));
      double asked = seconds(began);
      System.out.printf("%n%,d journalled calls, reopened:%n%n", found);
      System.out.println("| | s |\n|---|---|");
      System.out.printf("| opened, its structure checked | %.2f |%n", opened);
      System.out.printf("| all replies found by their keys | %.2f |%n", looked);
      System.out.printf("| asked again: keys computed, replies found and read | %.2f |%n", asked);
    }
  }

  /// Requests never made before.
  private List<ChatRequest> requests(int count) {
    int first = made;
    made += count;
    return IntStream.range(first, made)
        .mapToObj(i ->
            ChatRequest.text(
                List.of(ChatMessage.system("Write a scene."), ChatMessage.user(i + " " + PASSAGE)),
                SAMPLING))
        .toList();
  }

  /// What requests come to on the wire.
  private static String[] bodies(int count) {
    String body =
        """
        {"model":"instant","messages":[{"role":"system","content":"Write a scene."},\
        {"role":"user","content":"%d %s"}],"temperature":0.8,"top_p":0.95,"max_tokens":400,"seed":0}\
        """;
    return IntStream.range(0, count)
        .mapToObj(i -> body.formatted(i, PASSAGE))
        .toArray(String[]::new);
  }

  private static void checkAnswered(List<Outcome> outcomes) {
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Outcome.Failed failed) {
        throw new IllegalStateException(failed.why());
      }
    }
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
