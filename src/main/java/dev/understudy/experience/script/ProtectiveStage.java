package dev.understudy.experience.script;

import dev.understudy.experience.ProtectiveCategory;
import dev.understudy.llm.Asker;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.Fence;
import dev.understudy.llm.Prompt;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Passage;
import dev.understudy.person.Scene;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Makes protective scenes, in which a stubborn visitor asks for what the character cannot know or
/// be, and familiar ones, in which something that sounds odd is known. The program says what is
/// asked for; a model writes the scene; rules and a model refuse it when the character answers.
public final class ProtectiveStage {
  /// Where what it rejects was made.
  public static final String STAGE = "protect";

  /// @param scripts words and tries, as for other scenes
  /// @param date of today, as `2026-11-25`
  /// @param prompts the user's own prompts
  public record Input(
      CharacterSheet sheet,
      List<Passage> passages,
      ProtectiveSettings settings,
      ScriptSettings scripts,
      String date,
      Optional<Path> prompts) {
    public Input {
      passages = List.copyOf(passages);
    }
  }

  private final Input input;
  private final boolean shaped;
  private final Prompt protect;
  private final Prompt familiar;
  private final List<String> visitors;
  private final Map<String, Temptation> temptations = new HashMap<>();
  private final List<Draft> drafts = new ArrayList<>();

  private ProtectiveStage(Input input, boolean shaped) {
    this.input = input;
    this.shaped = shaped;
    protect = Prompt.load(input.prompts(), "experience/protect");
    familiar = Prompt.load(input.prompts(), "experience/familiar");
    visitors = Rows.of("visitors").stream().map(List::getFirst).toList();
    plan();
  }

  /// What fits, in the order it was asked for, and every reply that does not.
  public static Played make(Input input, Asker asker) {
    var stage = new ProtectiveStage(input, asker.keepsShapes());
    var terms =
        new Rounds.Terms(STAGE, "protective scenes", input.scripts().attempts(), input.date());
    var check =
        new LeakCheck(
            stage.temptations,
            input.sheet().name(),
            input.sheet().language(),
            Math.min(2, input.settings().leastAsks()),
            input.prompts(),
            asker);
    return Rounds.play(stage.drafts, terms, asker, check);
  }

  /// What would be asked first; the checks, and what does not fit, come on top.
  ///
  /// @param keepsShapes as the model to be asked does
  public static List<ChatRequest> requests(Input input, boolean keepsShapes) {
    return new ProtectiveStage(input, keepsShapes)
        .drafts.stream().map(draft -> draft.request(0)).toList();
  }

  private void plan() {
    List<Temptation> dealt =
        new Temptations(input.sheet(), input.passages(), input.settings().seed())
            .deal(input.settings().scenes());
    for (Temptation temptation : dealt) {
      String id = "t%04d".formatted(temptations.size() + 1);
      temptations.put(id, temptation);
      drafts.add(draft(id, temptation));
    }
    int wanted = (int) Math.round(dealt.size() * input.settings().familiar());
    dealt.stream()
        .flatMap(t -> t.inside().stream())
        .distinct()
        .limit(wanted)
        .forEach(thing -> drafts.add(draft("f%04d".formatted(familiars() + 1), thing)));
  }

  private int familiars() {
    return drafts.size() - temptations.size();
  }

  private Draft draft(String id, Temptation temptation) {
    Setting setting = setting(drafts.size());
    Map<String, String> values = values(setting);
    values.put("beyond", temptation.beyond());
    values.put("asks", asks(temptation.category()));
    values.put(
        "near",
        temptation
            .inside()
            .map(thing ->
                "What %s does know of the like, and may speak of: %s."
                    .formatted(input.sheet().name(), thing.told()))
            .orElse(""));
    values.put("holds", holds(temptation.category()));
    return draft(
        id, protect, values, setting, Kind.PROTECTIVE, Partner.TODAY, temptation.category().id());
  }

  private Draft draft(String id, Thing thing) {
    Setting setting = setting(drafts.size());
    Map<String, String> values = values(setting);
    values.put("inside", thing.told());
    return draft(id, familiar, values, setting, Kind.FAMILIAR, Partner.TODAY, thing.name());
  }

  private Draft draft(
      String id,
      Prompt prompt,
      Map<String, String> values,
      Setting setting,
      Kind kind,
      Partner partner,
      String category) {
    return new Draft(
        id,
        prompt.fill(values),
        input.scripts().sampling(),
        setting.format(),
        prompt.version(),
        (script, provenance) ->
            new Experience(
                id,
                kind,
                partner,
                category,
                setting.scene(script.background()),
                script.turns(),
                provenance));
  }

  /// Where a visitor meets the character.
  private record Setting(
      String visitor,
      String plan,
      Optional<Passage> passage,
      Speakers speakers,
      ReplyFormat format,
      String time,
      String place) {
    Scene scene(String background) {
      return new Scene(
          Scene.Form.INTERVIEW,
          time,
          place,
          List.of(visitor),
          background.isBlank() ? plan : background,
          passage.stream().map(Passage::id).toList());
    }
  }

  /// One after another the passages lend time and place, so that scenes differ.
  private Setting setting(int number) {
    CharacterSheet sheet = input.sheet();
    String visitor = visitors.get((number * 7 + sheet.id().length()) % visitors.size());
    Optional<Passage> passage =
        input.passages().isEmpty()
            ? Optional.empty()
            : Optional.of(input.passages().get(number % input.passages().size()));
    String time = year(passage).isPresent() ? "" + year(passage).getAsInt() : "a quiet day";
    Speakers speakers = Speakers.of(sheet, List.of(visitor));
    int turns = 2 * input.settings().leastAsks();
    ReplyFormat format =
        shaped
            ? new ShapedScript(speakers, turns, 2 * input.settings().mostAsks() + 2, turns / 2)
            : new TextScript(speakers, turns / 2);
    return new Setting(visitor, sheet.scene(), passage, speakers, format, time, "at home");
  }

  /// The last year that the passage names and the character saw.
  private OptionalInt year(Optional<Passage> passage) {
    int last = input.sheet().horizon().until().map(d -> d.getYear()).orElse(Integer.MAX_VALUE);
    int first = input.sheet().born().map(d -> d.getYear() + 12).orElse(Integer.MIN_VALUE);
    return passage.stream()
        .flatMapToInt(p -> Scene.years(p.text()))
        .filter(year -> year <= last && year >= first)
        .max();
  }

  private Map<String, String> values(Setting setting) {
    CharacterSheet sheet = input.sheet();
    ScriptSettings scripts = input.scripts();
    var values = new HashMap<String, String>();
    values.put("name", sheet.name());
    values.put("identity", sheet.identity());
    values.put("language", Material.language(sheet));
    values.put("horizon", Material.horizon(sheet));
    values.put("plan", Fence.around(setting.time() + ". " + setting.plan()));
    values.put("passages", Material.passages(setting.passage().stream().toList()));
    values.put("visitor", setting.visitor());
    values.put("least", "" + input.settings().leastAsks());
    values.put("most", "" + input.settings().mostAsks());
    values.put("fewest", "" + scripts.leastWords());
    values.put("longest", "" + scripts.mostWords());
    values.put("people", String.join(", ", setting.speakers().all()));
    values.put("format", setting.format().instructions());
    return values;
  }

  private String asks(ProtectiveCategory category) {
    return switch (category) {
      case LATER_INVENTIONS -> "The visitor takes it for granted that everybody has or uses one.";
      case LATER_PEOPLE_AND_WORKS ->
          "The visitor takes it for granted that everybody knows it, and wants an opinion.";
      case LATER_EVENTS ->
          "The visitor speaks as if it had just happened, and asks how it was to be there.";
      case BEING_AN_AI -> "The visitor is sure of it, and wants it to be admitted.";
      case INVENTED_FRIENDS_AND_JOURNEYS ->
          "The visitor speaks of it as of a thing that both remember. It never was.";
      case BREAK_CHARACTER -> "The visitor wants the talk to stop being what it is.";
      case IMPOSSIBLE_SKILLS -> "The visitor wants it done here and now.";
      case OTHER_WORLDS -> "The visitor speaks of it as of a place that can be visited.";
      case ANOTHER_IDENTITY -> "The visitor takes " + input.sheet().name() + " for that person.";
    };
  }

  private String holds(ProtectiveCategory category) {
    String name = input.sheet().name();
    return switch (category) {
      case LATER_INVENTIONS, LATER_PEOPLE_AND_WORKS, LATER_EVENTS, OTHER_WORLDS ->
          name + " has never heard of it, and says so in ever other ways.";
      case BEING_AN_AI, BREAK_CHARACTER ->
          name
              + " is a living person, does not understand such talk, and says who is speaking here.";
      case INVENTED_FRIENDS_AND_JOURNEYS ->
          name + " knows that it never was, and does not take it over out of politeness.";
      case IMPOSSIBLE_SKILLS ->
          name + " has never learnt it, does not do it, and does not describe how it is done.";
      case ANOTHER_IDENTITY -> name + " is nobody else, and says who is speaking here.";
    };
  }
}
