package dev.understudy.scene;

import dev.understudy.llm.Asker;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.Fence;
import dev.understudy.llm.Prompt;
import dev.understudy.llm.Shape;
import dev.understudy.llm.Shapes;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Memory;
import dev.understudy.person.Passage;
import dev.understudy.person.Rejection;
import dev.understudy.recall.NearDuplicates;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Draws memories from passages: each in the first person, with the words of the passage that say
/// so.
public final class MemoryStage {
  static final String STAGE = "memories";

  /// A passage of so many words is asked for one memory more.
  private static final int WORDS_A_MEMORY = 25;

  private static final int LEAST = 2;

  private MemoryStage() {}

  /// @param prompts the folder of the user's own prompts
  /// @param duplicates what memories must not repeat; empty, unless others are to be spared too.
  ///   Those kept are added to it
  public record Input(
      CharacterSheet sheet,
      List<Passage> passages,
      MemorySettings settings,
      Optional<Path> prompts,
      NearDuplicates duplicates) {
    public Input {
      passages = List.copyOf(passages);
    }
  }

  /// Memories in the order of their passages, with how often they are to be told.
  public record Drawn(List<Memory> memories, List<Rejection> rejections) {
    public Drawn {
      memories = List.copyOf(memories);
      rejections = List.copyOf(rejections);
    }
  }

  /// What [#draw] asks first: one request for each passage.
  public static List<ChatRequest> requests(Input input) {
    return requests(input, input.passages(), 0);
  }

  public static Drawn draw(Input input, Asker asker) {
    var asking =
        new Asking<>(
            STAGE, input.settings().tries(), (_, call, reply) -> MemoryReply.read(call, reply));
    var harvest = new MemoryHarvest(input);
    List<Passage> open = input.passages();
    for (int round = 0; round < input.settings().rounds() && !open.isEmpty(); round++) {
      var answers = asking.ask(requests(input, open, round), asker);
      for (int i = 0; i < open.size(); i++) {
        harvest.take(open.get(i), answers.get(i));
      }
      open = open.stream().filter(harvest::isPoor).toList();
    }
    return harvest.drawn();
  }

  private static List<ChatRequest> requests(Input input, List<Passage> passages, int round) {
    Prompt prompt = Prompt.load(input.prompts(), "scene/memories");
    return passages.stream()
        .map(passage -> request(input, prompt, passage))
        .map(request -> request.withSample(round * input.settings().tries()))
        .toList();
  }

  private static ChatRequest request(Input input, Prompt prompt, Passage passage) {
    CharacterSheet sheet = input.sheet();
    MemorySettings settings = input.settings();
    int most = wanted(passage, settings);
    Shape shape = MemoryReply.asked(1, most, settings);
    Map<String, String> values =
        Map.of(
            "name", sheet.name(),
            "horizon", Introduction.horizon(sheet),
            "language", Introduction.language(sheet),
            "passage", Fence.around(passage.text()),
            "count", Integer.toString(most),
            "least", Integer.toString(settings.leastWords()),
            "most", Integer.toString(settings.mostWords()),
            "form", Shapes.describe(shape));
    return ChatRequest.shaped(prompt.fill(values), settings.sampling(), shape);
  }

  static int wanted(Passage passage, MemorySettings settings) {
    int byLength = Words.count(passage.text()) / WORDS_A_MEMORY;
    return Math.min(settings.mostPerPassage(), Math.max(LEAST, byLength));
  }
}
