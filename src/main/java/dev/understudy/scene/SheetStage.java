package dev.understudy.scene;

import dev.understudy.llm.Asker;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.SamplingSettings;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Passage;
import dev.understudy.person.Rejection;
import dev.understudy.recall.Language;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Drafts a character's sheet: what passages prove, and what the user gave. What they do not prove
/// stays empty and is told.
public final class SheetStage {
  static final String STAGE = "sheet";
  static final SamplingSettings SAMPLING = new SamplingSettings(0.2, 0.95, 700);
  static final int TRIES = 3;

  private SheetStage() {}

  /// @param today no date in a sheet is after it
  /// @param prompts the folder of the user's own prompts
  public record Input(
      Given given, List<Passage> passages, LocalDate today, Optional<Path> prompts) {
    public Input {
      passages = List.copyOf(passages);
    }

    List<String> texts() {
      return passages.stream().map(p -> p.title() + "\n" + p.text()).toList();
    }
  }

  /// @param rejections what was told and not taken; the filter is the field it was for
  /// @param open which fields nothing is known for, in words for the user
  public record Draft(CharacterSheet sheet, List<Rejection> rejections, List<String> open) {
    public Draft {
      rejections = List.copyOf(rejections);
      open = List.copyOf(open);
    }
  }

  /// What [#draft] asks, as far as it depends on nothing it is told.
  public static List<ChatRequest> requests(Input input) {
    CharacterSheet sheet = new SheetDraft(input, language(input)).sheet();
    return Stream.of(facts(input, sheet), words(input, sheet)).flatMap(List::stream).toList();
  }

  public static Draft draft(Input input, Asker asker) {
    var draft = new SheetDraft(input, language(input));
    new Asking<>(STAGE, TRIES, (_, call, reply) -> FactsReply.read(call, reply))
        .ask(facts(input, draft.sheet()), asker)
        .forEach(draft::takeFacts);
    draft.concludeFacts();
    for (int t = 0; t < TRIES && draft.lacksWords(); t++) {
      int sample = t;
      new Asking<>(STAGE, 1, (_, call, reply) -> WordsReply.read(call, reply))
          .ask(words(input, draft.sheet()).stream().map(r -> r.withSample(sample)).toList(), asker)
          .forEach(draft::takeWords);
    }
    return draft.done();
  }

  private static List<ChatRequest> facts(Input input, CharacterSheet sheet) {
    return input.given().hasFacts() ? List.of() : List.of(FactsReply.request(input, sheet));
  }

  private static List<ChatRequest> words(Input input, CharacterSheet sheet) {
    return input.given().hasWords() ? List.of() : List.of(WordsReply.request(input, sheet));
  }

  private static Optional<String> language(Input input) {
    return input
        .given()
        .language()
        .or(() ->
            Language.of(
                input.passages().stream().map(Passage::text).collect(Collectors.joining("\n"))));
  }
}
