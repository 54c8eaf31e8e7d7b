package dev.understudy.llm.remote;

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
import dev.understudy.store.Journal;
import dev.understudy.store.JsonLines;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// A program that asks for many things and writes down what came: what [KillTest] kills.
///
/// Usage: ResumedWork URL JOURNAL RESULT COUNT
final class ResumedWork {
  static final int IN_FLIGHT = 8;

  private ResumedWork() {}

  public static void main(String[] args) {
    // what counts as done is told, to be held against what is in the journal after a kill
    AskListener told = progress -> System.out.println(progress.done());
    run(URI.create(args[0]), Path.of(args[1]), Path.of(args[2]), Integer.parseInt(args[3]), told);
  }

  static void run(URI url, Path journalFile, Path result, int count, AskListener listener) {
    LlmSettings settings =
        LlmSettings.of(Provider.OPENAI, "m").withUrl(url).with(new Limits(IN_FLIGHT, 0, 0));
    try (Journal journal = Journal.open(journalFile);
        ChatModel model = Providers.open(settings, Map.of())) {
      List<Outcome> outcomes =
          new JournalledAsker(model, journal, settings, listener)
              .askAll("numbers", requests(count));
      JsonLines.write(result, outcomes.stream());
    }
  }

  static List<ChatRequest> requests(int count) {
    return IntStream.range(0, count).mapToObj(ResumedWork::request).toList();
  }

  private static ChatRequest request(int number) {
    return ChatRequest.text(
        List.of(ChatMessage.user("number " + number)), new SamplingSettings(0.7, 0.9, 50));
  }
}
