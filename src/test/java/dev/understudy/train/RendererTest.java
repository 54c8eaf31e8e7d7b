package dev.understudy.train;

import static dev.understudy.train.AdaScenes.ADA;
import static dev.understudy.train.AdaScenes.AUNT;
import static dev.understudy.train.AdaScenes.CLOCK;
import static dev.understudy.train.AdaScenes.GOOSE;
import static dev.understudy.train.AdaScenes.HERO;
import static dev.understudy.train.AdaScenes.finding;
import static dev.understudy.train.AdaScenes.plain;
import static dev.understudy.train.AdaScenes.recipe;
import static dev.understudy.train.AdaScenes.says;
import static dev.understudy.train.AdaScenes.scene;
import static dev.understudy.train.AdaScenes.talk;
import static dev.understudy.train.AdaScenes.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.base.BaseModel;
import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Message;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.Tokenizers;
import dev.understudy.model.learn.Example;
import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Turn.Action;
import dev.understudy.problem.UserException;
import dev.understudy.recall.Mind;
import dev.understudy.recall.Prompting;
import dev.understudy.recall.Retriever;
import dev.understudy.recall.Sense;
import dev.understudy.recipe.Place;
import dev.understudy.recipe.Recipe;
import dev.understudy.recipe.Recipe.LossOn;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RendererTest {
  private final BaseModel base =
      new BaseModel("tiny", Path.of("src/test/resources/golden/tiny"), "");
  private final Tokenizer tokenizer = Tokenizers.of(base);
  private final ChatTemplate template = ChatTemplate.of(base, tokenizer);

  @AfterAll
  void close() {
    tokenizer.close();
  }

  private Renderer.Renderings render(Recipe recipe, Retriever retriever, Experience... scenes) {
    return render(recipe, new Mind(retriever, Sense.NONE), scenes);
  }

  private Renderer.Renderings render(Recipe recipe, Mind mind, Experience... scenes) {
    var renderer =
        new Renderer(
            ADA, Renderer.told(List.of(AUNT, CLOCK, GOOSE)), mind, template, tokenizer, recipe);
    return renderer.render(List.of(scenes), 1);
  }

  /// The text of an example with what is learnt in square brackets. Special tokens show as their
  /// text.
  private String masked(Example example) {
    return masked(example, tokenizer);
  }

  private static String masked(Example example, Tokenizer tokenizer) {
    return MarkedExample.of(new Rendered("e1", example, 0, 0), tokenizer).parts().stream()
        .map(part -> part.learnt() ? "[" + part.text() + "]" : part.text())
        .collect(Collectors.joining());
  }

  @Test
  void hisOwnTurnsAreLearntAndWhatHeRemembersIsNot() {
    Renderer.Renderings made =
        render(
            plain(),
            finding(AUNT),
            talk(
                says("Tom Rae", "Who taught you?"),
                turn(HERO, Action.THINKING, "He is kind."),
                says(HERO, "Jean did, by the lamp.", "m1"),
                says("Tom Rae", "And now?"),
                turn("Tom Rae", Action.ACTING, "He sits."),
                says(HERO, "Now I read clocks."),
                says("Tom Rae", "Good.")));
    String masked = masked(made.examples().getFirst());
    assertThat(masked)
        .isEqualTo(
            """
            <|im_start|>system
            You are Ada. It is 1861, May; you are 30. Leith, your shop. Present: Tom Rae. It rains.<|im_end|>
            <|im_start|>user
            Who taught you?<|im_end|>
            <|im_start|>assistant
            (remembering) My aunt Jean taught me to read.
            [(thinking) He is kind.
            Jean did, by the lamp.<|im_end|>]
            <|im_start|>user
            And now?
            (acting) He sits.<|im_end|>
            <|im_start|>assistant
            [Now I read clocks.<|im_end|>]
            """);
  }

  @Test
  void tokensOfAReplyAreThoseOfTalk() {
    Example example =
        render(
                plain(),
                finding(AUNT),
                talk(says("Tom Rae", "Who taught you?"), says(HERO, "Jean did.", "m1")))
            .examples()
            .getFirst();
    int[] remembering = tokenizer.encode("(remembering) " + AUNT.text() + "\n");
    int[] reply = tokenizer.encode("Jean did.");
    int from =
        IntStream.range(0, example.target().length)
            .filter(i -> example.target()[i])
            .findFirst()
            .orElseThrow();
    assertThat(Arrays.copyOfRange(example.tokens(), from - remembering.length, from))
        .isEqualTo(remembering);
    assertThat(Arrays.copyOfRange(example.tokens(), from, from + reply.length)).isEqualTo(reply);
  }

  @Test
  void allTurnsAreLearntWhenAsked() {
    Recipe all = recipe(Place.NONE, 0, 0, LossOn.ALL, 4096);
    String masked =
        masked(
            render(all, finding(AUNT), talk(says("Tom Rae", "Well?"), says(HERO, "Well.", "m1")))
                .examples()
                .getFirst());
    assertThat(masked)
        .endsWith("user\n[Well?<|im_end|>]\n<|im_start|>assistant\n[Well.<|im_end|>]\n")
        .doesNotContain("remember");
  }

  @Test
  void severalPartnersAreNamed() {
    Experience company =
        scene(
            Kind.EXPERIENCE,
            Partner.PERIOD,
            List.of("Tom Rae", "Meg Orr"),
            says("Tom Rae", "Is it late?"),
            says("Meg Orr", "It is."),
            says(HERO, "Then sit."));
    assertThat(masked(render(plain(), finding(), company).examples().getFirst()))
        .contains("user\nTom Rae: Is it late?\nMeg Orr: It is.<|im_end|>");
  }

  @Test
  void inTheSystemTextMemoriesOfTheLastTellingReplyStand() {
    Recipe system = recipe(Place.SYSTEM, 0, 0, LossOn.OWN, 4096);
    assertThat(
            masked(
                render(
                        system,
                        finding(CLOCK),
                        talk(says("Tom Rae", "Well?"), says(HERO, "Giles.", "m2")))
                    .examples()
                    .getFirst()))
        .contains("It rains. You remember: I mended the clock of Saint Giles.<|im_end|>")
        .contains("assistant\n[Giles.");
  }

  @Test
  void usersOfTodayMeetTheSceneOfAChat() {
    Experience today =
        scene(
            Kind.EXPERIENCE,
            Partner.TODAY,
            List.of("a visitor"),
            says("a visitor", "Hi"),
            says(HERO, "Sit."));
    assertThat(masked(render(plain(), finding(), today).examples().getFirst()))
        .contains("You are Ada. A visitor is here.<|im_end|>");
  }

  @Test
  void aMemoryThatGoesUntoldIsNotShown() {
    Experience untold = talk(says("Tom Rae", "Who taught you?"), says(HERO, "Never mind."));
    Renderer.Renderings made = render(plain(), finding(AUNT), untold);
    assertThat(masked(made.examples().getFirst())).doesNotContain("remembering");
  }

  @Test
  void inAProtectiveSceneTheRetrieverDecides() {
    Experience trap =
        scene(
            Kind.PROTECTIVE,
            Partner.PERIOD,
            List.of("Tom Rae"),
            says("Tom Rae", "Your car?"),
            says(HERO, "My what?"));
    assertThat(masked(render(plain(), finding(CLOCK), trap).examples().getFirst()))
        .contains("assistant\n(remembering) I mended the clock of Saint Giles.\n[My what?");
  }

  /// Feels engines; asked without the scene `e1`, railways instead.
  private static final Sense ENGINES =
      new Sense() {
        @Override
        public boolean beyond(List<String> said) {
          return said.getLast().contains("engine");
        }

        @Override
        public Sense without(String experience) {
          assertThat(experience).isEqualTo("e1");
          return said -> said.getLast().contains("railway");
        }
      };

  @Test
  void whatLiesBeyondTheHorizonIsSaidBeforeTheReplyAndNotLearnt() {
    Experience trap =
        scene(
            Kind.PROTECTIVE,
            Partner.PERIOD,
            List.of("Tom Rae"),
            says("Tom Rae", "Your railway?"),
            says(HERO, "My what?"),
            says("Tom Rae", "Its engine!"),
            says(HERO, "Never seen."));
    Renderer.Renderings made = render(plain(), new Mind(finding(CLOCK), ENGINES), trap);
    assertThat(masked(made.examples().getFirst()))
        .contains("assistant\n(remembering) I know nothing of this.\n[My what?<|im_end|>]")
        .as("judged by what was learnt without this scene")
        .contains(
            "Its engine!<|im_end|>\n<|im_start|>assistant\n"
                + "(remembering) I mended the clock of Saint Giles.\n[Never seen.");
    assertThat(made.report())
        .returns(2, RenderReport::protective)
        .returns(1, RenderReport::beyond)
        .returns(0, RenderReport::beyondElsewhere)
        .returns(1, RenderReport::shown);
    assertThat(made.report().toString()).contains("beyond his horizon 1 of 2 in");
  }

  @Test
  void whereTheSenseIsWrongHisReplyStaysAsItIs() {
    Experience telling = talk(says("Tom Rae", "By railway?"), says(HERO, "Jean did.", "m1"));
    Renderer.Renderings made = render(plain(), new Mind(finding(AUNT), ENGINES), telling);
    assertThat(masked(made.examples().getFirst()))
        .endsWith("assistant\n(remembering) I know nothing of this.\n[Jean did.<|im_end|>]\n");
    assertThat(made.report().beyondElsewhere()).isEqualTo(1);
    Recipe none = recipe(Place.NONE, 0, 0, LossOn.OWN, 4096);
    assertThat(masked(render(none, new Mind(finding(), ENGINES), telling).examples().getFirst()))
        .doesNotContain("remembering");
  }

  @Test
  void whatTheRetrieverMissesIsStillShownAndCounted() {
    Experience telling = talk(says("Tom Rae", "Who taught you?"), says(HERO, "Jean did.", "m1"));
    Renderer.Renderings made = render(plain(), finding(CLOCK), telling);
    assertThat(masked(made.examples().getFirst()))
        .contains(
            "(remembering) My aunt Jean taught me to read. I mended the clock of Saint Giles.\n[");
    RenderReport report = made.report();
    assertThat(report.telling()).isEqualTo(1);
    assertThat(report.found()).isZero();
    assertThat(report.foundOther()).isEqualTo(1);
    assertThat(render(plain(), finding(CLOCK, AUNT), telling).report().found()).isEqualTo(1);
    assertThat(render(plain(), finding(CLOCK, AUNT), telling).report().foundFirst()).isZero();
  }

  @Test
  void nowAndThenNothingOrAnUnrelatedMemoryIsShownAndNeverAnUntoldOne() {
    Experience telling = talk(says("Tom Rae", "Who taught you?"), says(HERO, "Jean did.", "m1"));
    Recipe never = recipe(Place.BEFORE_REPLY, 0, 1, LossOn.OWN, 4096);
    assertThat(masked(render(never, finding(AUNT), telling).examples().getFirst()))
        .doesNotContain("remembering");
    Recipe odd = recipe(Place.BEFORE_REPLY, 1, 0, LossOn.OWN, 4096);
    assertThat(masked(render(odd, finding(AUNT), telling).examples().getFirst()))
        .contains(AUNT.text())
        .contains(CLOCK.text())
        .doesNotContain(GOOSE.text());
    Experience untold = talk(says("Tom Rae", "Cold?"), says(HERO, "Yes."));
    assertThat(render(odd, finding(), untold).report().shown()).isEqualTo(1);
  }

  @Test
  void theSameSeedDrawsTheSame() {
    Recipe half = recipe(Place.BEFORE_REPLY, 0.5, 0.5, LossOn.OWN, 4096);
    Experience telling =
        talk(
            says("Tom Rae", "Who?"),
            says(HERO, "Jean.", "m1"),
            says("Tom Rae", "And?"),
            says(HERO, "No."));
    assertThat(masked(render(half, finding(AUNT), telling).examples().getFirst()))
        .isEqualTo(masked(render(half, finding(AUNT), telling).examples().getFirst()));
  }

  @Test
  void longScenesLoseTheirOldestExchangesWhole() {
    Experience three =
        talk(
            says("Tom Rae", "One?"), says(HERO, "First."),
            says("Tom Rae", "Two?"), says(HERO, "Second."),
            says("Tom Rae", "Three?"), says(HERO, "Third."));
    int whole = render(plain(), finding(), three).examples().getFirst().tokens().length;
    Renderer.Renderings cut =
        render(recipe(Place.BEFORE_REPLY, 0, 0, LossOn.OWN, whole - 1), finding(), three);
    assertThat(masked(cut.examples().getFirst()))
        .contains("You are Ada.")
        .doesNotContain("One?")
        .doesNotContain("First.")
        .contains("Two?")
        .contains("[Third.");
    assertThat(cut.report().shortened()).isEqualTo(1);
    assertThat(cut.report().dropped()).isEqualTo(1);
    assertThat(
            render(recipe(Place.BEFORE_REPLY, 0, 0, LossOn.OWN, 64), finding(), three)
                .report()
                .left())
        .isEqualTo(1);
  }

  private static final Experience TWICE =
      talk(
          says("Tom Rae", "Who taught you?"),
          says(HERO, "Jean did, by the lamp.", "m1"),
          says("Tom Rae", "And now?"),
          says(HERO, "Now I read clocks."));

  @ParameterizedTest
  @CsvSource({
    "llama2, </s>", "llama3, <|eot_id|>", "mistral, </s>", "qwen2, <|im_end|>", "qwen3, <|im_end|>",
    "chatml, <|im_end|>", "gemma, <end_of_turn>", "zephyr, </s>", "phi3, <|end|>", "phi4, <|end|>",
    "smollm3, <|im_end|>"
  })
  void inEveryFamilyHisRepliesAreLearntToTheirEndAndWhatHeRemembersStandsBeforeThem(
      String family, String end, @TempDir Path folder) {
    BaseModel other = FamilyBase.in(folder, family);
    try (Tokenizer reads = Tokenizers.of(other)) {
      Prompting prompting = new Prompting(ADA, Place.BEFORE_REPLY);
      ChatTemplate template = prompting.template(other, reads);
      var renderer =
          new Renderer(
              ADA, List.of(AUNT), new Mind(finding(AUNT), Sense.NONE), template, reads, plain());
      Rendered rendered = renderer.render(List.of(TWICE), 1).all().getFirst();
      MaskCheck.check(List.of(rendered), family);
      MarkedExample marked = MarkedExample.of(rendered, reads);
      List<String> learnt =
          marked.parts().stream()
              .filter(MarkedExample.Part::learnt)
              .map(MarkedExample.Part::text)
              .map(text -> text.replace(" " + end, end).stripLeading())
              .toList();
      assertThat(learnt)
          .as(masked(rendered.example(), reads))
          .containsExactly("Jean did, by the lamp." + end, "Now I read clocks." + end);
      int[] asked =
          template.encode(
              List.of(
                  Message.system(prompting.system(prompting.scene(TWICE.scene()), List.of())),
                  Message.user("Who taught you?")),
              prompting.remembering(List.of(AUNT.text())));
      int[] talk = withoutThinking(family, asked, reads);
      assertThat(marked.parts().getFirst().text()).contains("You are Ada.", "(remembering)");
      assertThat(Arrays.copyOf(rendered.example().tokens(), talk.length))
          .as("the prompt of a talk is how the scene begins")
          .isEqualTo(talk);
      assertThat(rendered.example().target()[talk.length]).isTrue();
      assertThat(rendered.example().target()[talk.length - 1]).isFalse();
    }
  }

  /// Qwen 3 shows that nothing was thought only before the last reply.
  private static int[] withoutThinking(String family, int[] talk, Tokenizer reads) {
    if (!family.equals("qwen3")) {
      return talk;
    }
    int[] none = reads.encode("assistant\n<think>\n\n</think>\n\n(remembering)");
    int[] shown = reads.encode("assistant\n(remembering)");
    for (int i = talk.length - none.length; i >= 0; i--) {
      if (Arrays.equals(talk, i, i + none.length, none, 0, none.length)) {
        return IntStream.concat(
                IntStream.concat(Arrays.stream(talk, 0, i), Arrays.stream(shown)),
                Arrays.stream(talk, i + none.length, talk.length))
            .toArray();
      }
    }
    throw new AssertionError("no thinking in " + reads.decode(talk));
  }

  @Test
  void aTemplateThatLeavesHisTurnsOutIsRefused(@TempDir Path folder) {
    assertThatThrownBy(() ->
            MaskCheck.check(
                renderedWith(
                    "{% for m in messages if m.role != 'assistant' %}{{ m.content }}<|im_end|>{% endfor %}",
                    folder),
                "odd"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("examples for odd: of 1, 1 has nothing to learn: e1");
  }

  @Test
  void aTemplateThatPutsThePromptWhereItIsLearntIsRefused(@TempDir Path folder) {
    assertThatThrownBy(() ->
            MaskCheck.check(
                renderedWith(
                    "{% for m in messages[1:] %}{{ m.content }}<|im_end|>{% endfor %}{{ messages[0].content }}",
                    folder),
                "odd"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("of 1, 1 teaches to write the prompt")
        .hasMessageContaining("--show-examples");
  }

  private static List<Rendered> renderedWith(String source, Path folder) {
    BaseModel odd = FamilyBase.of(folder, source, "<|endoftext|>", "<|im_end|>");
    try (Tokenizer reads = Tokenizers.of(odd)) {
      var renderer =
          new Renderer(
              ADA,
              List.of(AUNT),
              new Mind(finding(AUNT), Sense.NONE),
              ChatTemplate.of(odd, reads),
              reads,
              plain());
      return renderer.render(List.of(TWICE), 1).all();
    }
  }

  @Test
  void thePaperRecipeTellsAScriptAndLearnsAllOfItsTurns() {
    Recipe paper = Recipe.read(Path.of("recipes/character-llm-paper.yaml"));
    Prompting prompting = new Prompting(ADA, paper.recall().place(), paper.data().format());
    var renderer =
        new Renderer(
            ADA,
            List.of(AUNT),
            new Mind(finding(AUNT), Sense.NONE),
            prompting.template(base, tokenizer),
            tokenizer,
            paper);
    Experience scene =
        talk(
            says("Tom Rae", "Who taught you?"),
            turn("Ada", Action.THINKING, "He is kind."),
            says(HERO, "Jean did.", "m1"),
            says("Tom Rae", "Good."));
    Rendered rendered = renderer.learnt(List.of(scene), 1).all().getFirst();
    MaskCheck.check(List.of(rendered), "tiny");
    assertThat(masked(rendered.example()))
        .isEqualTo(
            """
            Play Ada Fairbairn. Speak, think and feel as Ada Fairbairn does, know what Ada Fairbairn knows, and nothing else.

            Location: Leith, your shop, 1861, May
            Status: It rains.

            This is what happens:

            [Tom Rae (speaking): Who taught you?<|im_end|>]
            [Ada Fairbairn (thinking): He is kind.<|im_end|>]
            [Ada Fairbairn (speaking): Jean did.<|im_end|>]
            [Tom Rae (speaking): Good.<|im_end|>]
            """);
    int[] asked =
        prompting
            .template(base, tokenizer)
            .encode(
                List.of(
                    Message.system(prompting.system(prompting.scene(scene.scene()), List.of())),
                    Message.user("Tom Rae (speaking): Who taught you?")),
                prompting.opening());
    assertThat(tokenizer.decode(asked)).endsWith("\nAda Fairbairn (speaking):");
    assertThat(prompting.system(ADA.scene(), List.of())).contains("\nStatus: A visitor is here.\n");
  }

  @Test
  void threeExamplesAreShownFromTheShortestToTheLongest() {
    Experience one = talk(says("Tom Rae", "One?"), says(HERO, "First."));
    Renderer.Renderings made = render(plain(), finding(), TWICE, one, talk(says(HERO, "Alone.")));
    List<MarkedExample> three = made.marked(tokenizer);
    assertThat(three).hasSize(3);
    assertThat(three.getFirst().tokens()).isLessThan(three.get(1).tokens());
    assertThat(three.get(1).tokens()).isLessThan(three.getLast().tokens());
    assertThat(three.getLast().targets()).isEqualTo(made.all().getFirst().example().targets());
    assertThat(made.report().counts())
        .containsEntry("scenes", 3)
        .containsEntry("exchanges-dropped", 0)
        .containsEntry("targets", made.report().targets());
    assertThat(render(plain(), finding()).marked(tokenizer)).isEmpty();
  }
}
