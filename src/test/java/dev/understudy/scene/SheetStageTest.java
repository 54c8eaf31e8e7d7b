package dev.understudy.scene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.llm.ScriptedModel;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.CharacterSheet.Kind;
import dev.understudy.person.Horizon;
import dev.understudy.person.Passage;
import dev.understudy.person.Rejection;
import dev.understudy.scene.SheetStage.Draft;
import dev.understudy.scene.SheetStage.Input;
import dev.understudy.store.Json;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SheetStageTest {
  private static final Passage LIFE =
      Tam.passage(
          "p01",
          "Tam Orr",
          "Tam Orr, known as the Heron, was born at Kilbrae on 2 March 1850. His sister was Mairi Orr."
              + " He rowed the ferry of Loch Arden until 1903 and died in October 1912, and the whole"
              + " of the parish came to bury him.");

  private static final Map<String, Object> FACTS =
      Map.of(
          "kind", "historical",
          "born_quote", "was born at Kilbrae on 2 March 1850",
          "born", "1850-03-02",
          "died_quote", "died in October 1912",
          "died", "1912-10",
          "names", List.of("Tam", "the Heron", "Mairi Orr", "Burnside"));

  private static final Map<String, Object> WORDS =
      Map.of(
          "identity", "You are Tam Orr, ferryman on Loch Arden. You are slow to speak.",
          "scene", "A passenger waits with you for the tide.",
          "world", "real");

  @Test
  void draftsWhatThePassagesProve() {
    Draft draft = draft(Given.named("tam", "Tam Orr"), FACTS, WORDS, LIFE);

    assertThat(draft.sheet())
        .isEqualTo(
            new CharacterSheet(
                "tam",
                "Tam Orr",
                List.of("Tam"),
                Kind.HISTORICAL,
                Optional.of(LocalDate.of(1850, 3, 2)),
                Optional.of(LocalDate.of(1912, 10, 31)),
                new Horizon(Optional.of(LocalDate.of(1912, 10, 31)), Optional.empty()),
                "en",
                "You are Tam Orr, ferryman on Loch Arden. You are slow to speak.",
                "A passenger waits with you for the tide.",
                Optional.empty()));
    assertThat(draft.open()).containsExactly("died: the day is not known, 1912-10-31 is taken");
    assertThat(draft.rejections())
        .extracting(Rejection::reason)
        .containsExactly(
            "\"the Heron\" is not written like a name",
            "\"Mairi Orr\" may be the name of somebody else",
            "\"Burnside\" is in no passage");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "came to this world in Paris, 2 March 1850 | 1850-03-02 | is in no passage",
        "the ferry of Loch Arden | 1850-03-02 | names no such year",
        "He rowed the ferry of Loch Arden until 1903 | 1850 | names no such year",
        "unknown | 1850 | is in no passage"
      })
  void aDateWithoutAProofIsNotTakenAndTold(String quote, String date, String reason) {
    Draft draft =
        draft(
            Given.named("tam", "Tam Orr"),
            with(with(FACTS, "born_quote", quote), "born", date),
            WORDS,
            LIFE);

    assertThat(draft.sheet().born()).isEmpty();
    assertThat(draft.open()).contains("born: proved by no passage");
    assertThat(draft.rejections())
        .anySatisfy(r -> {
          assertThat(r.filter()).isEqualTo("born");
          assertThat(r.reason()).contains(reason);
        });
  }

  @Test
  void monthAndDayAreReadFromTheQuote() {
    Draft draft =
        draft(
            Given.named("tam", "Tam Orr"),
            with(with(FACTS, "died", "1912-11-09"), "born", "1850"),
            WORDS,
            LIFE);

    assertThat(draft.sheet().born()).contains(LocalDate.of(1850, 3, 2));
    assertThat(draft.sheet().died()).contains(LocalDate.of(1912, 10, 31));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en | born on March 2, 1850 in town | 1850-03-02",
        "en | born on the 2nd of March 1850 | 1850-03-02",
        "en | born 1850-03-02 at Kilbrae | 1850-03-02",
        "en | born in March 1850 at Kilbrae | 1850-03-01",
        "en | born in 1850, and in May 1851 moved | 1850-01-01",
        "en | may have been born in 1850 | 1850-01-01",
        "de | wurde am 2. März 1850 geboren | 1850-03-02",
        "fr | né le 2 mars 1850 au village | 1850-03-02",
        "es | nació el 2 de marzo de 1850 | 1850-03-02"
      })
  void datesAreReadAsTheyAreWritten(String language, String quote, LocalDate date) {
    assertThat(new ClaimedDate("1850", quote).proved(false, language).date()).isEqualTo(date);
  }

  @Test
  void aDeathBeforeTheBirthIsRefused() {
    Map<String, Object> facts =
        with(with(FACTS, "died_quote", "until 1903 and died"), "died", "1903");
    var given =
        new Given(
            "tam",
            "Tam Orr",
            Optional.empty(),
            Optional.empty(),
            Optional.of(LocalDate.of(1910, 1, 1)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Draft draft = draft(given, facts, WORDS, LIFE);

    assertThat(draft.sheet().born()).contains(LocalDate.of(1910, 1, 1));
    assertThat(draft.sheet().died()).isEmpty();
    assertThat(draft.rejections()).anyMatch(r -> r.reason().contains("before the birth"));
  }

  @Test
  void whatTheUserGaveIsNeverChangedAndNotAskedFor() {
    var given =
        new Given(
            "tam",
            "Tam Orr",
            Optional.of(List.of("Burnside")),
            Optional.of(Kind.FICTIONAL),
            Optional.of(LocalDate.of(1900, 1, 1)),
            Optional.of(LocalDate.of(1950, 1, 1)),
            Optional.of(new Horizon(Optional.empty(), Optional.of("the loch"))),
            Optional.of("gd"),
            Optional.of("You are somebody."),
            Optional.of("It rains."),
            Optional.of("consent.md"));
    var model = ScriptedModel.of();
    Draft draft = SheetStage.draft(input(given, LIFE), new ScriptedAsker(model));

    assertThat(model.asked()).isEmpty();
    assertThat(draft.rejections()).isEmpty();
    assertThat(draft.sheet())
        .isEqualTo(
            new CharacterSheet(
                "tam",
                "Tam Orr",
                List.of("Burnside"),
                Kind.FICTIONAL,
                Optional.of(LocalDate.of(1900, 1, 1)),
                Optional.of(LocalDate.of(1950, 1, 1)),
                new Horizon(Optional.empty(), Optional.of("the loch")),
                "gd",
                "You are somebody.",
                "It rains.",
                Optional.of("consent.md")));
  }

  @Test
  void somebodyLivingKnowsUntilTheLastDateOfTheSources() {
    Passage now =
        Tam.passage(
            "p01",
            "Jo Brandvold",
            "Jo Brandvold was born in 1988 and keeps goats. On 2024-05-06 she wrote: it rained. The"
                + " barn burned in 2023, and it is to be built again by 2031.");
    Map<String, Object> facts =
        Map.of(
            "kind", "living",
            "born_quote", "Jo Brandvold was born in 1988",
            "born", "1988",
            "died_quote", "unknown",
            "died", "unknown",
            "names", List.of());
    Draft draft =
        draft(
            Given.named("jo", "Jo Brandvold"),
            facts,
            with(WORDS, "identity", "You are Jo Brandvold, and you keep goats."),
            now);

    assertThat(draft.sheet().kind()).isEqualTo(Kind.LIVING);
    assertThat(draft.sheet().horizon().until()).contains(LocalDate.of(2024, 5, 6));
    assertThat(draft.sheet().born()).contains(LocalDate.of(1988, 1, 1));
    assertThat(draft.open()).containsExactly("born: the day is not known, 1988-01-01 is taken");
  }

  @Test
  void nobodyIsAliveWhoIsProvedDead() {
    Draft draft = draft(Given.named("tam", "Tam Orr"), with(FACTS, "kind", "living"), WORDS, LIFE);

    assertThat(draft.sheet().kind()).isEqualTo(Kind.HISTORICAL);
  }

  @Test
  void aPersonOfFictionHasAWorld() {
    Passage story =
        Tam.passage("p01", "Sal", "Tam Orr dived for the bells of the drowned city of Sal.");
    Map<String, Object> facts =
        with(with(with(FACTS, "kind", "fictional"), "born", "unknown"), "died", "unknown");
    Draft draft =
        draft(
            Given.named("tam", "Tam Orr"),
            facts,
            with(
                with(WORDS, "world", "the drowned city of Sal"),
                "identity",
                "You are Tam Orr, and you dived for the bells of the drowned city."),
            story);

    assertThat(draft.sheet().horizon())
        .isEqualTo(new Horizon(Optional.empty(), Optional.of("the drowned city of Sal")));
    assertThat(draft.open()).isEmpty();
  }

  @Test
  void anIdentityWithAYearOfItsOwnIsNotTaken() {
    Draft draft =
        draft(
            Given.named("tam", "Tam Orr"),
            FACTS,
            with(WORDS, "identity", "You are Tam Orr, famous since 1953."),
            LIFE);

    assertThat(draft.sheet().identity()).isEqualTo("You are Tam Orr.");
    assertThat(draft.rejections()).extracting(Rejection::filter).contains("identity");
    assertThat(draft.open()).anyMatch(line -> line.startsWith("identity: "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "You are a ferryman on Loch Arden. | does not begin with",
        "You are Tam Orr, ferryman on Loch Arden. He is slow to speak. | does not speak to the actor",
        "You are Tam Orr, ferryman on Loch Arden until your death in 1912. | is of the end",
        "You are Tam Orr, ferryman on Loch Arden, and you | breaks off",
        "You are Tam Orr, ferryman in [place]. | leaves a place",
        "You are Tam Orr, wizard, astronaut, inventor of marvellous machines. | longer words"
      })
  void anIdentityThatCanNotStandIsAskedForAgain(String bad, String reason) {
    var model =
        ScriptedModel.of(
            Json.line(FACTS), Json.line(with(WORDS, "identity", bad)), Json.line(WORDS));
    Draft draft =
        SheetStage.draft(input(Given.named("tam", "Tam Orr"), LIFE), new ScriptedAsker(model));

    assertThat(draft.sheet().identity()).isEqualTo(WORDS.get("identity"));
    assertThat(draft.rejections()).anyMatch(r -> r.reason().contains(reason));
    assertThat(model.asked()).hasSize(3);
    assertThat(model.asked().getLast().sample()).isEqualTo(1);
  }

  @Test
  void aModelThatAnswersNothingLeavesEverythingOpen() {
    Draft draft =
        SheetStage.draft(
            input(Given.named("tam", "Tam Orr"), LIFE),
            new ScriptedAsker(new ScriptedModel(_ -> "no")));

    assertThat(draft.sheet().born()).isEmpty();
    assertThat(draft.sheet().language()).isEqualTo("en");
    assertThat(draft.rejections()).extracting(Rejection::filter).containsOnly("format");
    assertThat(draft.open())
        .extracting(line -> line.substring(0, line.indexOf(':')))
        .containsExactly("kind", "horizon", "born", "died", "identity", "scene");
  }

  @Test
  void theLanguageIsToldByRules() {
    Passage german =
        Tam.passage(
            "p01",
            "Leben",
            "Er wurde in dem Haus am See geboren, und seine Mutter lehrte ihn das Lesen aus dem Kalender.");

    assertThat(draft(Given.named("tam", "Tam Orr"), FACTS, WORDS, german).sheet().language())
        .isEqualTo("de");
  }

  @Test
  void theSameRepliesGiveTheSameSheet() {
    Given given = Given.named("tam", "Tam Orr");

    assertThat(draft(given, FACTS, WORDS, LIFE)).isEqualTo(draft(given, FACTS, WORDS, LIFE));
  }

  private static Draft draft(
      Given given, Map<String, Object> facts, Map<String, Object> words, Passage... passages) {
    var model = ScriptedModel.of(Json.line(facts), Json.line(words));
    return SheetStage.draft(input(given, passages), new ScriptedAsker(model));
  }

  private static Input input(Given given, Passage... passages) {
    return new Input(given, List.of(passages), Tam.TODAY, Optional.empty());
  }

  private static Map<String, Object> with(Map<String, Object> map, String field, Object value) {
    var changed = new HashMap<>(map);
    changed.put(field, value);
    return changed;
  }
}
