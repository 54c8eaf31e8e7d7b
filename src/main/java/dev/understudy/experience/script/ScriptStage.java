package dev.understudy.experience.script;

import dev.understudy.llm.Asker;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.Prompt;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Memory;
import dev.understudy.person.Passage;
import dev.understudy.person.PlannedScene;
import dev.understudy.person.Rejection;
import dev.understudy.person.Scene;
import dev.understudy.recall.Telling;
import dev.understudy.store.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Plays planned scenes: each becomes a script from the character's point of view.
public final class ScriptStage {
  /// Where what it rejects was made.
  public static final String STAGE = "experiences";

  /// @param date of today, as `2026-11-25`
  /// @param prompts the user's own prompts
  public record Input(
      CharacterSheet sheet,
      List<PlannedScene> scenes,
      List<Passage> passages,
      List<Memory> memories,
      ScriptSettings settings,
      String date,
      Optional<Path> prompts) {
    public Input {
      scenes = List.copyOf(scenes);
      passages = List.copyOf(passages);
      memories = List.copyOf(memories);
    }
  }

  private final Input input;
  private final Prompt prompt;
  private final boolean shaped;
  private final Map<String, Passage> passages;
  private final Map<String, Memory> memories;
  private final Telling telling;

  private ScriptStage(Input input, boolean shaped) {
    this.input = input;
    this.shaped = shaped;
    this.prompt = Prompt.load(input.prompts(), "experience/script");
    this.passages = byId(input.passages(), Passage::id);
    this.memories = byId(input.memories(), Memory::id);
    this.telling = new Telling(input.memories());
  }

  /// One experience for each scene, with the scene's id; a scene without one has a rejection that
  /// tells why.
  public static Played play(Input input, Asker asker) {
    var stage = new ScriptStage(input, asker.keepsShapes());
    var unfit = new ArrayList<Rejection>();
    List<Draft> drafts = stage.drafts(unfit);
    var terms = new Rounds.Terms(STAGE, "scripts", input.settings().attempts(), input.date());
    Played played =
        Rounds.play(
            drafts,
            terms,
            asker,
            found -> found.stream().map(_ -> Optional.<Refusal>empty()).toList());
    unfit.addAll(played.rejections());
    return new Played(played.experiences(), unfit);
  }

  /// What would be asked first; scripts that don't fit are asked for again.
  ///
  /// @param keepsShapes as the model to be asked does
  public static List<ChatRequest> requests(Input input, boolean keepsShapes) {
    return new ScriptStage(input, keepsShapes)
        .drafts(new ArrayList<>()).stream().map(draft -> draft.request(0)).toList();
  }

  private List<Draft> drafts(List<Rejection> unfit) {
    var drafts = new ArrayList<Draft>();
    for (PlannedScene planned : input.scenes()) {
      Speakers speakers = Speakers.of(input.sheet(), planned.scene().present());
      Optional<Refusal> why = unfit(planned, speakers);
      if (why.isEmpty()) {
        drafts.add(draft(planned, speakers));
      } else {
        unfit.add(
            new Rejection(
                planned.id(), STAGE, why.get().filter(), why.get().reason(), Json.line(planned)));
      }
    }
    return drafts;
  }

  private Optional<Refusal> unfit(PlannedScene planned, Speakers speakers) {
    if (speakers.partners().isEmpty()) {
      return Optional.of(Refusal.speakers("the plan has nobody but the character present"));
    }
    return planned.scene().passages().stream()
        .filter(id -> !passages.containsKey(id))
        .findFirst()
        .map(id -> new Refusal("plan", "the plan names a passage that is not there: " + id))
        .or(() ->
            planned.memories().stream()
                .filter(id -> !memories.containsKey(id))
                .findFirst()
                .map(
                    id -> new Refusal("plan", "the plan names a memory that is not there: " + id)));
  }

  private Draft draft(PlannedScene planned, Speakers speakers) {
    ScriptSettings settings = input.settings();
    int accepted = (settings.leastTurns() + 1) / 2;
    ReplyFormat format =
        shaped
            ? new ShapedScript(speakers, settings.leastTurns(), settings.mostTurns(), accepted)
            : new TextScript(speakers, accepted);
    return new Draft(
        planned.id(),
        prompt.fill(values(planned, speakers, format)),
        settings.sampling(),
        format,
        prompt.version(),
        (script, provenance) -> experience(planned, speakers, script, provenance));
  }

  private Map<String, String> values(PlannedScene planned, Speakers speakers, ReplyFormat format) {
    ScriptSettings settings = input.settings();
    CharacterSheet sheet = input.sheet();
    return Map.ofEntries(
        Map.entry("name", sheet.name()),
        Map.entry("identity", sheet.identity()),
        Map.entry("language", Material.language(sheet)),
        Map.entry("horizon", Material.horizon(sheet)),
        Map.entry("plan", Material.plan(planned.scene(), planned.category(), planned.age())),
        Map.entry(
            "passages",
            Material.passages(planned.scene().passages().stream().map(passages::get).toList())),
        Map.entry(
            "memories",
            Material.memories(sheet, planned.memories().stream().map(memories::get).toList())),
        Map.entry("least", "" + settings.leastTurns()),
        Map.entry("most", "" + settings.mostTurns()),
        Map.entry("fewest", "" + settings.leastWords()),
        Map.entry("longest", "" + settings.mostWords()),
        Map.entry("people", String.join(", ", speakers.all())),
        Map.entry("partner", partner(planned.partner(), speakers)),
        Map.entry("format", format.instructions()));
  }

  private static String partner(Partner partner, Speakers speakers) {
    String names = String.join(", ", speakers.partners());
    return switch (partner) {
      case PERIOD -> names + ": of the same time and world as " + speakers.hero() + ".";
      case TODAY ->
          names
              + ": from our own days, with worries of our own days, which nobody explains; "
              + speakers.hero()
              + " answers as to any stranger and knows nothing of that time.";
    };
  }

  private Experience experience(
      PlannedScene planned, Speakers speakers, Script script, Experience.Provenance provenance) {
    Scene scene = planned.scene();
    String background = script.background().isBlank() ? scene.background() : script.background();
    return new Experience(
        planned.id(),
        planned.kind(),
        planned.partner(),
        planned.category(),
        new Scene(
            scene.form(),
            scene.time(),
            scene.place(),
            speakers.partners(),
            background,
            scene.passages()),
        Tellings.marked(script.turns(), speakers.hero(), planned.memories(), telling),
        provenance);
  }

  private static <T> Map<String, T> byId(List<T> all, Function<T, String> id) {
    return all.stream().collect(Collectors.toMap(id, Function.identity(), (first, _) -> first));
  }
}
