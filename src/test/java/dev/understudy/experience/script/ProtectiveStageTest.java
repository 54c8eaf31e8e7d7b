package dev.understudy.experience.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.llm.ChatRequest;
import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Rejection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ProtectiveStageTest {
  private static final Pattern VISITOR =
      Pattern.compile("(\\S+) asks Marit Solheim about this[^:]*: (.*)");
  private static final String SAFE = "{\"quote\": \"my porridge\", \"mistake\": false}";
  private static final String LONG =
      "I have oil, rope and bread on this rock, and that is all I ever wanted of the world, thank you.";

  @Test
  void protectiveScenesAreBalancedByFamiliarOnes() {
    Played played = ProtectiveStage.make(input(9), model(q -> LONG));
    assertThat(played.experiences()).filteredOn(e -> e.kind() == Kind.PROTECTIVE).hasSize(9);
    assertThat(played.experiences()).filteredOn(e -> e.kind() == Kind.FAMILIAR).hasSize(9);
    assertThat(played.experiences()).extracting(Experience::id).doesNotHaveDuplicates();
    assertThat(played.experiences())
        .filteredOn(e -> e.kind() == Kind.PROTECTIVE)
        .extracting(Experience::category)
        .doesNotHaveDuplicates();
    assertThat(played.rejections()).isEmpty();
  }

  @Test
  void theSameInputAsksAndMakesTheSame() {
    assertThat(ProtectiveStage.requests(input(9), true))
        .isEqualTo(ProtectiveStage.requests(input(9), true))
        .hasSize(18);
    assertThat(ProtectiveStage.make(input(9), model(q -> LONG)))
        .isEqualTo(ProtectiveStage.make(input(9), model(q -> LONG)));
  }

  @Test
  void aTalkThatEndsAfterAWordIsAskedForAgainAndGivenUp() {
    Played played = ProtectiveStage.make(input(1), model(q -> "What?"));
    assertThat(played.experiences()).isEmpty();
    assertThat(played.rejections()).extracting(Rejection::filter).containsOnly("short");
    assertThat(played.rejections()).hasSize(2 * ScriptSettings.DEFAULT.attempts());
  }

  @Test
  void aLeakIsRefusedByTheRules() {
    Played played =
        ProtectiveStage.make(
            input(1),
            model(q ->
                "I know the "
                    + q
                    + " well, I use one here every day and would not be without it."));
    assertThat(played.rejections()).extracting(Rejection::filter).containsOnly("leak");
  }

  @Test
  void aModelsVerdictCountsOnlyWithWordsThatWereSaid() {
    Function<String, String> verdict = quote -> "{\"quote\": \"" + quote + "\", \"mistake\": true}";
    assertThat(
            ProtectiveStage.make(input(1), model(q -> LONG, verdict.apply("oil, rope and bread")))
                .rejections())
        .extracting(Rejection::filter)
        .containsOnly("leak-model");
    assertThat(
            ProtectiveStage.make(input(1), model(q -> LONG, verdict.apply("I drive a car")))
                .rejections())
        .isEmpty();
    assertThat(ProtectiveStage.make(input(1), model(q -> LONG, "no JSON")).rejections()).isEmpty();
  }

  @Test
  void aKnownThingMustNotBeDenied() {
    Played played =
        ProtectiveStage.make(
            input(1),
            model(q ->
                "I have never heard of it, and there is no such thing on this rock, nor was there ever."));
    assertThat(played.experiences()).extracting(Experience::kind).containsOnly(Kind.PROTECTIVE);
    assertThat(played.rejections()).extracting(Rejection::filter).containsOnly("denial");
  }

  private static ProtectiveStage.Input input(int scenes) {
    return new ProtectiveStage.Input(
        Marit.SHEET,
        List.of(Marit.LIGHT, Marit.WRECK),
        List.of(Marit.SPOON),
        ProtectiveSettings.DEFAULT.withScenes(scenes),
        ScriptSettings.DEFAULT,
        Marit.DATE,
        Optional.empty());
  }

  private static ScriptedAsker model(Function<String, String> answer) {
    return model(answer, SAFE);
  }

  /// Plays the visitor by the prompt, with everything that may be asked named, and the same answer
  /// to all.
  private static ScriptedAsker model(Function<String, String> answer, String verdict) {
    return ScriptedAsker.shaped(request -> isCheck(request) ? verdict : script(request, answer));
  }

  private static boolean isCheck(ChatRequest request) {
    return request.messages().getFirst().text().startsWith("You check scripts");
  }

  private static String script(ChatRequest request, Function<String, String> answer) {
    Matcher asked = VISITOR.matcher(request.messages().getLast().text());
    assertThat(asked.find()).isTrue();
    String visitor = asked.group(1);
    String what = asked.group(2).replaceAll("[\"\\\\]", "");
    String turn = "{\"who\": \"%s\", \"does\": \"speaking\", \"says\": \"%s\"}";
    String pair =
        turn.formatted(visitor, "Tell me about " + what)
            + ", "
            + turn.formatted(Marit.NAME, answer.apply(what.replaceAll(" \\(.*", "")));
    return "{\"background\": \"You sit.\", \"turns\": ["
        + String.join(", ", List.of(pair, pair, pair))
        + "]}";
  }
}
