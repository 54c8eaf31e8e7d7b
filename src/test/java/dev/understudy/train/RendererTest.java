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

import dev.understudy.base.BaseModel;
import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.Tokenizers;
import dev.understudy.model.learn.Example;
import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Turn.Action;
import dev.understudy.recall.Mind;
import dev.understudy.recall.Retriever;
import dev.understudy.recall.Sense;
import dev.understudy.recipe.Place;
import dev.understudy.recipe.Recipe;
import dev.understudy.recipe.Recipe.LossOn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

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
    var text = new StringBuilder();
    var run = new ArrayList<Integer>();
    int[] tokens = example.tokens();
    boolean[] target = example.target();
    for (int i = 0; i <= tokens.length; i++) {
      boolean before = i > 0 && target[i - 1];
      boolean now = i < tokens.length && target[i];
      if (i == tokens.length || before != now) {
        text.append(text(run));
        run.clear();
        text.append(now ? "[" : before ? "]" : "");
      }
      if (i < tokens.length) {
        run.add(tokens[i]);
      }
    }
    return text.toString();
  }

  private String text(List<Integer> run) {
    var text = new StringBuilder();
    var plain = new ArrayList<Integer>();
    for (int id : run) {
      if (tokenizer.isSpecial(id)) {
        text.append(decoded(plain)).append(special(id));
        plain.clear();
      } else {
        plain.add(id);
      }
    }
    return text.append(decoded(plain)).toString();
  }

  private String decoded(List<Integer> ids) {
    return tokenizer.decode(ids.stream().mapToInt(i -> i).toArray());
  }

  private String special(int id) {
    return tokenizer.specials().entrySet().stream()
        .filter(e -> e.getValue() == id)
        .findFirst()
        .orElseThrow()
        .getKey();
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
    System.out.println(masked);
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
}
