package dev.understudy.experience.script;

import dev.understudy.llm.Asker;
import dev.understudy.llm.Asker.Outcome;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.Fence;
import dev.understudy.llm.Prompt;
import dev.understudy.llm.SamplingSettings;
import dev.understudy.llm.Shape;
import dev.understudy.llm.Shape.Field;
import dev.understudy.llm.Shaped;
import dev.understudy.llm.Shapes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Refuses protective scenes in which the character answers anyway: by rules first, then by a model
/// that has to quote the words. What it quotes must be the character's own, or its word does not
/// count.
final class LeakCheck implements Rounds.Check {
  private static final SamplingSettings SAMPLING = new SamplingSettings(0, 1, 300);
  private static final Pattern SPACES = Pattern.compile("[\\s\\p{Punct}’‘“”…–—]+");
  private static final int LEAST_WORDS = 5;

  static final Shape SHAPE =
      Shape.Fields.of(
          "",
          new Field("quote", new Shape.Text("the words that come nearest to a mistake", 300)),
          new Field("mistake", new Shape.Truth("whether they are one")));

  private final Map<String, Temptation> temptations;
  private final String hero;
  private final boolean english;
  private final int leastReplies;
  private final Prompt prompt;
  private final Asker asker;

  /// @param temptations what is asked for, by the id of the scene; a scene without one is not
  ///   looked at
  LeakCheck(
      Map<String, Temptation> temptations,
      String hero,
      String language,
      int leastReplies,
      Optional<Path> prompts,
      Asker asker) {
    this.temptations = temptations;
    this.hero = hero;
    this.english = language.startsWith("en");
    this.leastReplies = leastReplies;
    this.prompt = Prompt.load(prompts, "experience/leak-check");
    this.asker = asker;
  }

  @Override
  public List<Optional<Refusal>> of(List<Rounds.Candidate> candidates) {
    var refusals = new ArrayList<Optional<Refusal>>();
    candidates.forEach(candidate -> refusals.add(byRules(candidate)));
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      if (refusals.get(i).isEmpty() && temptation(candidates.get(i)).isPresent()) {
        open.add(i);
      }
    }
    List<Outcome> outcomes =
        asker.askAll(
            "checks of protective scenes",
            open.stream().map(i -> request(candidates.get(i))).toList());
    for (int i = 0; i < open.size(); i++) {
      refusals.set(open.get(i), byModel(candidates.get(open.get(i)), outcomes.get(i)));
    }
    return refusals;
  }

  private Optional<Temptation> temptation(Rounds.Candidate candidate) {
    return Optional.ofNullable(temptations.get(candidate.draft().id()));
  }

  private Optional<Refusal> byRules(Rounds.Candidate candidate) {
    Optional<Temptation> temptation = temptation(candidate);
    if (temptation.isEmpty()) {
      return Optional.empty();
    }
    List<String> replies = candidate.script().saidBy(hero).toList();
    long whole = replies.stream().filter(r -> r.split("\\s+").length >= LEAST_WORDS).count();
    if (whole < leastReplies) {
      return Optional.of(
          new Refusal(
              "short",
              "%d replies of %d words or more, wanted %d"
                  .formatted(whole, LEAST_WORDS, leastReplies)));
    }
    return english
        ? replies.stream()
            .flatMap(r -> LeakRules.leak(r, temptation.get().marks()).stream())
            .findFirst()
            .map(why -> new Refusal("leak", why))
        : Optional.empty();
  }

  private ChatRequest request(Rounds.Candidate candidate) {
    Map<String, String> values =
        Map.of(
            "name",
            hero,
            "visitor",
            visitor(candidate),
            "beyond",
            temptation(candidate).map(Temptation::beyond).orElse(""),
            "script",
            Fence.around(told(candidate)),
            "format",
            Shapes.describe(SHAPE));
    return ChatRequest.shaped(prompt.fill(values), SAMPLING, SHAPE);
  }

  private String visitor(Rounds.Candidate candidate) {
    return candidate.experience().scene().present().stream().findFirst().orElse("a visitor");
  }

  private static String told(Rounds.Candidate candidate) {
    return candidate.script().turns().stream()
        .map(t ->
            "%s (%s): %s"
                .formatted(t.speaker(), t.action().name().toLowerCase(Locale.ROOT), t.text()))
        .collect(Collectors.joining("\n"));
  }

  private Optional<Refusal> byModel(Rounds.Candidate candidate, Outcome outcome) {
    if (outcome instanceof Outcome.Answered answered
        && Shapes.read(SHAPE, answered.reply().text()) instanceof Shaped.Fits fits) {
      return judged(candidate, fits.value());
    }
    return Optional.empty();
  }

  private Optional<Refusal> judged(Rounds.Candidate candidate, JsonNode verdict) {
    String quote = verdict.get("quote").asString();
    boolean own =
        candidate.script().saidBy(hero).anyMatch(said -> plain(said).contains(plain(quote)));
    return verdict.get("mistake").asBoolean() && own && !plain(quote).isBlank()
        ? Optional.of(new Refusal("leak-by-model", "answers anyway: \"" + quote + "\""))
        : Optional.empty();
  }

  private static String plain(String text) {
    return SPACES.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
  }
}
