package dev.understudy.experience.script;

import dev.understudy.experience.horizon.Subject;
import dev.understudy.llm.Prompt;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Drafts of protective and familiar scenes.
final class VisitDrafts {
  private final CharacterSheet sheet;
  private final ProtectiveSettings settings;
  private final ScriptSettings scripts;

  private final boolean shaped;
  private final Visits visits;
  private final Prompt protect;
  private final Prompt familiar;

  VisitDrafts(ProtectiveStage.Input input, boolean shaped) {
    this.sheet = input.sheet();
    this.settings = input.settings();
    this.scripts = input.scripts();
    this.shaped = shaped;

    this.visits = new Visits(input.sheet(), input.passages(), input.settings().seed());
    this.protect = Prompt.load(input.prompts(), "experience/protect");
    this.familiar = Prompt.load(input.prompts(), "experience/familiar");
  }

  record Made(Draft draft, VisitCheck.Asked asked) {}

  Made protective(int n, Subject subject) {
    OptionalInt known =
        subject.near().map(t -> OptionalInt.of(t.year())).orElse(OptionalInt.empty());
    Visit visit = visits.visit(2 * n, known);
    Pressing pressing = Pressing.of(subject.category(), sheet.name(), visit.visitor());
    Map<String, String> more =
        Map.of(
            "beyond", subject.what(),
            "asks", pressing.asks(),
            "holds", pressing.holds(),
            "near",
                subject
                    .near()
                    .map(t ->
                        "What %s does know is %s, and may take the one for the other."
                            .formatted(sheet.name(), t.told()))
                    .orElse(""));
    return made(
        n,
        visit,
        Kind.PROTECTIVE,
        subject.category().id(),
        protect,
        more,
        new VisitCheck.Asked(visit.visitor(), subject.marks(), Optional.of(subject)));
  }

  Made familiar(int n, Odd odd) {
    Visit visit = visits.visit(2 * n + 1, odd.year());
    return made(
        n,
        visit,
        Kind.FAMILIAR,
        odd.name(),
        familiar,
        Map.of("inside", odd.told()),
        new VisitCheck.Asked(visit.visitor(), odd.marks(), Optional.empty()));
  }

  private Made made(
      int n,
      Visit visit,
      Kind kind,
      String category,
      Prompt prompt,
      Map<String, String> more,
      VisitCheck.Asked asked) {
    Speakers speakers = Speakers.of(sheet, List.of(visit.visitor()));
    ReplyFormat format = format(speakers);
    var values = new HashMap<>(values(visit, speakers, format));
    values.putAll(more);
    String id = id(kind, n);
    return new Made(
        new Draft(
            id,
            prompt.fill(values),
            scripts.sampling(),
            format,
            prompt.version(),
            (script, provenance) ->
                ProtectiveStage.experience(kind, id, category, visit, script, provenance)),
        asked);
  }

  private static String id(Kind kind, int n) {
    return "%s-%04d".formatted(kind == Kind.PROTECTIVE ? "protective" : "familiar", n + 1);
  }

  private ReplyFormat format(Speakers speakers) {
    int accepted = settings.leastAsks();
    return shaped
        ? new ShapedScript(
            speakers, 2 * settings.leastAsks(), 2 * settings.mostAsks() + 1, accepted)
        : new TextScript(speakers, accepted);
  }

  private Map<String, String> values(Visit visit, Speakers speakers, ReplyFormat format) {

    return Map.ofEntries(
        Map.entry("name", sheet.name()),
        Map.entry("identity", sheet.identity()),
        Map.entry("language", Material.language(sheet)),
        Map.entry("horizon", Material.horizon(sheet)),
        Map.entry("plan", Material.plan(visit.scene(), "a visit nobody expected", visit.age())),
        Map.entry("passages", Material.passages(visits.passages(visit))),
        Map.entry("visitor", visit.visitor()),
        Map.entry("least", "" + settings.leastAsks()),
        Map.entry("most", "" + settings.mostAsks()),
        Map.entry("fewest", "" + scripts.leastWords()),
        Map.entry("longest", "" + scripts.mostWords()),
        Map.entry("people", String.join(", ", speakers.all())),
        Map.entry("format", format.instructions()));
  }
}
