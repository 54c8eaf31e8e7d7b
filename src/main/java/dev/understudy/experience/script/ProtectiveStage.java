package dev.understudy.experience.script;

import dev.understudy.experience.horizon.Subject;
import dev.understudy.experience.horizon.Subjects;
import dev.understudy.llm.Asker;
import dev.understudy.llm.ChatRequest;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import dev.understudy.person.Passage;
import dev.understudy.person.Scene;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Makes protective scenes, in which a stranger presses for what the character cannot know, do or
/// be, and familiar ones to balance them, in which an odd-sounding thing is known.
///
/// The program chooses what is asked, when and by whom; the model writes the talk. A talk in which
/// the character answers anyway, or ends after a word, is asked for again.
public final class ProtectiveStage {
  /// Where what it rejects was made.
  public static final String STAGE = "protect";

  /// @param memories for familiar scenes, beside the things of the time; may be empty
  /// @param scripts words and tries, as for other scenes
  /// @param date of today, as `2026-11-25`
  /// @param prompts the user's own prompts
  public record Input(
      CharacterSheet sheet,
      List<Passage> passages,
      List<Memory> memories,
      ProtectiveSettings settings,
      ScriptSettings scripts,
      String date,
      Optional<Path> prompts) {
    public Input {
      passages = List.copyOf(passages);
      memories = List.copyOf(memories);
    }

    /// Without memories.
    public Input(
        CharacterSheet sheet,
        List<Passage> passages,
        ProtectiveSettings settings,
        ScriptSettings scripts,
        String date,
        Optional<Path> prompts) {
      this(sheet, passages, List.of(), settings, scripts, date, prompts);
    }
  }

  private final Input input;
  private final VisitDrafts drafts;
  private final Map<String, VisitCheck.Asked> asked = new HashMap<>();

  private ProtectiveStage(Input input, boolean shaped) {
    this.input = input;
    this.drafts = new VisitDrafts(input, shaped);
  }

  /// Protective scenes first, then familiar ones; what could not be had has rejections that tell
  /// why.
  public static Played make(Input input, Asker asker) {
    var stage = new ProtectiveStage(input, asker.keepsShapes());
    List<Draft> wanted = stage.drafts();
    var model = new LeakCheck(input.sheet().name(), asker, input.prompts());

    return Rounds.play(
        wanted,
        new Rounds.Terms(STAGE, "protective scenes", input.scripts().attempts(), input.date()),
        asker,
        new VisitCheck(input, model, stage.asked));
  }

  /// What would be asked first. Talks that are refused are asked for again, and each protective one
  /// takes a short call more to be checked: what that asks depends on the talk.
  ///
  /// @param keepsShapes as the model to be asked does
  public static List<ChatRequest> requests(Input input, boolean keepsShapes) {
    return new ProtectiveStage(input, keepsShapes)
        .drafts().stream().map(draft -> draft.request(0)).toList();
  }

  private List<Draft> drafts() {
    var subjects =
        new Subjects(input.sheet(), input.passages(), input.memories(), input.settings().seed());
    List<Subject> beyond = subjects.deal(input.settings().scenes());
    List<Odd> odd =
        Odd.balance(
            beyond,
            subjects.inside(),
            input.memories(),
            (int) Math.round(beyond.size() * input.settings().familiar()));
    return Stream.concat(
            numbered(beyond).map(i -> add(drafts.protective(i, beyond.get(i)))),
            numbered(odd).map(i -> add(drafts.familiar(i, odd.get(i)))))
        .toList();
  }

  private static Stream<Integer> numbered(List<?> list) {
    return Stream.iterate(0, i -> i < list.size(), i -> i + 1);
  }

  private Draft add(VisitDrafts.Made made) {
    asked.put(made.draft().id(), made.asked());
    return made.draft();
  }

  static Experience experience(
      Experience.Kind kind,
      String id,
      String category,
      Visit visit,
      Script script,
      Experience.Provenance provenance) {
    Scene scene = visit.scene();
    return new Experience(
        id,
        kind,
        Experience.Partner.TODAY,
        category,
        new Scene(
            scene.form(),
            scene.time(),
            scene.place(),
            scene.present(),
            script.background().isBlank() ? scene.background() : script.background(),
            scene.passages()),
        script.turns(),
        provenance);
  }
}
