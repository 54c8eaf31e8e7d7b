package dev.understudy.llm.remote;

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
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Journal;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The process that [KilledAskingTest] kills: asks an endpoint a number of requests, and writes
/// their outcomes into a file.
final class AskProcess {
  static final int IN_FLIGHT = 8;
  private static final String MODEL = "m";
  private static final SamplingSettings SAMPLING = new SamplingSettings(0.7, 0.9, 100);

  private AskProcess() {}

  /// Arguments: journal, file of the outcomes, address, number of requests.
  public static void main(String[] args) {
    LlmSettings settings =
        LlmSettings.of(Provider.OPENAI, MODEL)
            .withUrl(URI.create(args[2]))
            .with(new Limits(IN_FLIGHT, 0, 0));
    try (Journal journal = Journal.open(Path.of(args[0]));
        var model = Providers.open(settings, Map.of())) {
      List<Outcome> outcomes =
          new JournalledAsker(model, journal, settings, AskListener.SILENT)
              .askAll("numbers", requests(Integer.parseInt(args[3])));
      String lines = outcomes.stream().map(Outcome::toString).collect(Collectors.joining("\n"));
      AtomicFiles.write(Path.of(args[1]), lines + "\n");
    }
  }

  static List<ChatRequest> requests(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> List.of(ChatMessage.system("Answer."), ChatMessage.user("number " + i)))
        .map(messages -> ChatRequest.text(messages, SAMPLING))
        .toList();
  }

  /// Their keys in the journal.
  static List<String> keys(int count) {
    return requests(count).stream().map(r -> CallKey.of("openai/" + MODEL, r)).toList();
  }
}
