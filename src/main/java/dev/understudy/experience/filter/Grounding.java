package dev.understudy.experience.filter;

import dev.understudy.llm.Asker;
import dev.understudy.llm.Asker.Outcome;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.Fence;
import dev.understudy.llm.Prompt;
import dev.understudy.llm.SamplingSettings;
import dev.understudy.llm.Shape;
import dev.understudy.llm.Shaped;
import dev.understudy.llm.Shapes;
import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import dev.understudy.person.Passage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Asks a model which facts of the character's life a scene tells, and whether the passages it
/// comes from say so.
///
/// The model's word is not enough: a fact it quotes must stand in the scene, and what it holds for
/// or against it in the passages. One said to be contradicted by words that are nowhere counts as
/// unsupported, like one said to be supported by such words.
final class Grounding {
  static final String PROMPT = "filter/grounding";

  private static final SamplingSettings SAMPLING = new SamplingSettings(0, 1, 2000);

  static final Shape SHAPE =
      Shape.Fields.of(
          "",
          new Shape.Field(
              "facts",
              new Shape.Items(
                  "",
                  Shape.Fields.of(
                      "",
                      text("quote", "the words of the scene that tell the fact", 300),
                      text("evidence", "the words of the profile about it, or - for none", 300),
                      new Shape.Field(
                          "verdict",
                          new Shape.Choice(
                              "",
                              Stream.of(Claim.Verdict.values())
                                  .map(Claim.Verdict::word)
                                  .toList()))),
                  0,
                  12)));

  private final Life life;
  private final Prompt prompt;
  private final Asker asker;
  private final double mostUnsupported;
  private final Map<String, String> passages = new HashMap<>();

  Grounding(Life life, Prompt prompt, Asker asker, FilterSettings settings) {
    this.life = life;
    this.prompt = prompt;
    this.asker = asker;
    mostUnsupported = settings.mostUnsupported();
    for (Passage p : life.passages()) {
      String memories =
          life.memories().stream()
              .filter(m -> m.passage().equals(p.id()))
              .map(Memory::text)
              .collect(Collectors.joining("\n"));
      passages.put(p.id(), p.text() + "\n" + memories);
    }
  }

  private static Shape.Field text(String name, String about, int mostChars) {
    return new Shape.Field(name, new Shape.Text(about, mostChars));
  }

  /// A decision for each experience, in order.
  List<Decision> look(List<Experience> experiences) {
    List<Experience> asked = experiences.stream().filter(this::canBeAsked).toList();
    List<Outcome> outcomes = asker.askAll(PROMPT, asked.stream().map(this::request).toList());
    var decisions = new ArrayList<Decision>();
    int next = 0;
    for (Experience e : experiences) {
      decisions.add(canBeAsked(e) ? decide(e, outcomes.get(next++)) : unasked(e));
    }
    return decisions;
  }

  /// What was really said is a source itself.
  private boolean canBeAsked(Experience e) {
    return e.kind() != Experience.Kind.VERBATIM && !profile(e).isBlank();
  }

  private static Decision unasked(Experience e) {
    return e.kind() == Experience.Kind.VERBATIM
        ? Decision.KEEP
        : new Decision.Unchecked("draws on no passage of the profile");
  }

  /// What is asked about an experience, if anything.
  Optional<ChatRequest> question(Experience e) {
    return canBeAsked(e) ? Optional.of(request(e)) : Optional.empty();
  }

  private ChatRequest request(Experience e) {
    Map<String, String> values =
        Map.of(
            "name",
            life.sheet().name(),
            "profile",
            Fence.around(profile(e)),
            "scene",
            Fence.around(scene(e)),
            "form",
            asker.keepsShapes() ? "" : Shapes.describe(SHAPE));
    return ChatRequest.shaped(prompt.fill(values), SAMPLING, SHAPE);
  }

  private String profile(Experience e) {
    return e.scene().passages().stream()
        .map(id -> passages.getOrDefault(id, ""))
        .collect(Collectors.joining("\n\n"));
  }

  private static String scene(Experience e) {
    String turns =
        e.turns().stream()
            .map(t ->
                "%s (%s): %s"
                    .formatted(t.speaker(), t.action().name().toLowerCase(Locale.ROOT), t.text()))
            .collect(Collectors.joining("\n"));
    return "%s, %s. %s\n%s"
        .formatted(e.scene().time(), e.scene().place(), e.scene().background(), turns);
  }

  private Decision decide(Experience e, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Failed failed -> new Decision.Unchecked("not answered: " + failed.why());
      case Outcome.Answered answered ->
          switch (Shapes.read(SHAPE, answered.reply().text())) {
            case Shaped.Misfit misfit ->
                new Decision.Unchecked("reply not understood: " + misfit.reasons().getFirst());
            case Shaped.Fits fits ->
                Claims.read(fits.value(), scene(e), profile(e)).decide(mostUnsupported);
          };
    };
  }
}
