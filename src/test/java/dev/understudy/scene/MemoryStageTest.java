package dev.understudy.scene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.ScriptedModel;
import dev.understudy.person.Memory;
import dev.understudy.person.Memory.Weight;
import dev.understudy.person.Passage;
import dev.understudy.person.Rejection;
import dev.understudy.recall.NearDuplicates;
import dev.understudy.recall.NearDuplicates.Limits;
import dev.understudy.scene.MemoryStage.Drawn;
import dev.understudy.scene.MemoryStage.Input;
import dev.understudy.store.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryStageTest {
  private static final Map<String, String> ICE =
      told(
          "the boy fell through the ice of Loch Arden",
          "When I was a boy I fell through the ice of Loch Arden, and my sister Mairi pulled me out.",
          "1858");
  private static final Map<String, String> ALMANAC =
      told(
          "she taught him to read from the almanac",
          "My mother Effie mended nets for a living, and I learned my letters from her almanac.",
          "unknown");

  @Test
  void drawsMemoriesWithTheirQuotesAndYears() {
    Drawn drawn = draw(reply(ICE, ALMANAC), Tam.CHILDHOOD);

    assertThat(drawn.rejections()).isEmpty();
    assertThat(drawn.memories())
        .containsExactly(
            new Memory(
                "p01-m01",
                ICE.get("text"),
                "p01",
                "1858",
                Weight.CORE,
                Optional.of("the boy fell through the ice of Loch Arden")),
            new Memory(
                "p01-m02",
                ALMANAC.get("text"),
                "p01",
                "",
                Weight.TOLD,
                Optional.of("she taught him to read from the almanac")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grounding | the wolf ate his grandmother whole | My grandmother was eaten whole by a wolf, and I saw it all happen.",
        "grounding | the ice | As a boy I fell through the ice, and I never forgot how cold it was.",
        "grounding | the boy fell through the ice | In 1861 I fell through the ice and was pulled out again by my sister.",
        "grounding | the boy fell through the ice | As a boy I fell through the ice, and old Robert Burnside pulled me out.",
        "person | the boy fell through the ice | He fell through the ice as a boy, and I was told of it much later on.",
        "person | the boy fell through the ice | Tam Orr fell through the ice as a boy. My sister Mairi pulled me out.",
        "person | the boy fell through the ice | The boy fell through the ice one winter and was pulled out by the sister.",
        "age | In 1858 the boy fell through the ice | I was nineteen years old when I fell through the ice of Loch Arden.",
        "age | In 1858 the boy fell through the ice | I was forty-one, and I fell through the ice of Loch Arden.",
        "age | In 1858 the boy fell through the ice | When I was 12 years old, I fell through the ice of Loch Arden.",
        "length | the boy fell through the ice | I fell through the ice.",
        "format | the boy fell through the ice | ''"
      })
  void refusesWithAReason(String filter, String quote, String text) {
    Drawn drawn = draw(reply(ICE, told(quote, text, "unknown")), Tam.CHILDHOOD);

    assertThat(drawn.memories()).extracting(Memory::text).containsExactly(ICE.get("text"));
    assertThat(drawn.rejections()).extracting(Rejection::filter).containsExactly(filter);
    assertThat(drawn.rejections().getFirst().id()).isEqualTo("p01-m02");
    assertThat(drawn.rejections().getFirst().reason()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "the BOY   fell through the ice",
        "“the boy fell through the ice of Loch Arden”.",
        "In 1858 the boy fell … pulled out by his sister Mairi",
        "Childhood: In 1858, the boy fell through the ice of Loch Arden",
        "Tam fell through the ice of Loch Arden"
      })
  void aQuoteMayDifferALittle(String quote) {
    Drawn drawn = draw(reply(told(quote, ICE.get("text"), "1858")), Tam.CHILDHOOD);

    assertThat(drawn.memories()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"eight", "seven", "8"})
  void anAgeThatFitsTheYearIsKept(String age) {
    String text = "I was " + age + " years old when I fell through the ice of Loch Arden.";

    assertThat(draw(reply(told("In 1858 the boy fell", text, "1858")), Tam.CHILDHOOD).memories())
        .hasSize(1);
  }

  @Test
  void aQuoteIsKeptInThePassagesOwnWords() {
    Drawn drawn =
        draw(
            reply(told("Tam FELL through the ice of loch arden!", ICE.get("text"), "1858")),
            Tam.CHILDHOOD);

    assertThat(drawn.memories())
        .extracting(Memory::quote)
        .containsExactly(Optional.of("fell through the ice of Loch Arden"));
  }

  @Test
  void aTellingMostlyOfOtherWordsIsMadeUp() {
    Drawn drawn =
        draw(
            reply(
                told(
                    "she taught him to read from the almanac",
                    "It was always something funny for me, helping everyone understand numbers with games.",
                    "unknown")),
            Tam.CHILDHOOD);

    assertThat(drawn.memories()).isEmpty();
    assertThat(drawn.rejections())
        .extracting(Rejection::reason)
        .contains("has 9 longer words, of which the passage has 0");
  }

  @Test
  void partsOfAQuoteHaveToStandInTheirOrder() {
    Drawn drawn =
        draw(
            reply(told("by his sister Mairi … the boy fell", ICE.get("text"), "1858")),
            Tam.CHILDHOOD);

    assertThat(drawn.memories()).isEmpty();
  }

  @Test
  void aYearThePassageLacksIsNotTaken() {
    Drawn drawn =
        draw(reply(told("she taught him to read", ALMANAC.get("text"), "1861")), Tam.CHILDHOOD);

    assertThat(drawn.memories()).extracting(Memory::time).containsExactly("");
  }

  @Test
  void nobodyRemembersWhatCameAfterThem() {
    Passage fame =
        Tam.passage(
            "p09", "Fame", "In 1953 a statue of Tam Orr was put up at the pier of Kilbrae.");
    Drawn drawn =
        draw(
            reply(
                told(
                    "In 1953 a statue of Tam Orr was put up",
                    "They have put up a statue of me at the pier of Kilbrae, who would think it.",
                    "1953")),
            fame);

    assertThat(drawn.memories()).isEmpty();
    assertThat(drawn.rejections()).extracting(Rejection::filter).containsOnly("horizon");
  }

  @Test
  void theSameFactOfTwoPassagesIsKeptOnce() {
    Passage again = Tam.passage("p07", "Again", Tam.CHILDHOOD.text());
    Drawn drawn = draw(reply(ICE), Tam.CHILDHOOD, again);

    assertThat(drawn.memories()).extracting(Memory::passage).containsExactly("p01");
    assertThat(drawn.rejections())
        .allSatisfy(r -> assertThat(r.reason()).contains("the same words as p01-m01"));
    assertThat(drawn.rejections()).extracting(Rejection::filter).containsOnly("duplicates");
  }

  @Test
  void aBrokenReplyIsAskedForAgainAndThenRefused() {
    var model = new ScriptedModel(_ -> "I would rather not.");
    Drawn drawn = MemoryStage.draw(input(Tam.CHILDHOOD), new ScriptedAsker(model));

    assertThat(drawn.memories()).isEmpty();
    assertThat(drawn.rejections()).extracting(Rejection::filter).containsOnly("format");
    assertThat(drawn.rejections().getFirst().found()).isEqualTo("I would rather not.");
    assertThat(model.asked()).extracting(ChatRequest::sample).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void aSecondTryCanMendABrokenReply() {
    var model =
        ScriptedModel.of("{\"memories\": [", "Here you are:\n```json\n" + reply(ICE) + "\n```");
    Drawn drawn = MemoryStage.draw(input(Tam.CHILDHOOD), new ScriptedAsker(model));

    assertThat(drawn.memories()).hasSize(1);
    assertThat(drawn.rejections()).isEmpty();
  }

  @Test
  void oneBadItemSpoilsNoOther() {
    String reply = "[{\"quote\": 7}, " + Json.line(ICE) + ", {\"text\": \"I\"}]";
    Drawn drawn = draw(reply, Tam.CHILDHOOD);

    assertThat(drawn.memories()).extracting(Memory::id).containsExactly("p01-m02");
    assertThat(drawn.rejections())
        .extracting(Rejection::filter)
        .containsExactly("format", "format");
    assertThat(drawn.rejections()).extracting(Rejection::found).containsOnly(reply);
  }

  @Test
  void theShareOfCoreMemoriesIsMet() {
    Drawn drawn = draw(reply(ICE, ALMANAC), Tam.CHILDHOOD);

    assertThat(drawn.memories())
        .extracting(Memory::weight)
        .containsExactly(Weight.CORE, Weight.TOLD);
  }

  @Test
  void theSameRepliesGiveTheSameRecords() {
    String reply =
        reply(
            ICE,
            ALMANAC,
            told("no such words here", "I was a king of the sea and of all ships.", "1800"));

    assertThat(draw(reply, Tam.CHILDHOOD, Tam.FERRY))
        .isEqualTo(draw(reply, Tam.CHILDHOOD, Tam.FERRY));
  }

  @Test
  void aDryRunTellsTheRequestsThatAreAsked() {
    var model = new ScriptedModel(_ -> reply(ICE, ALMANAC));
    Input input = input(Tam.CHILDHOOD);
    MemoryStage.draw(input, new ScriptedAsker(model));

    assertThat(model.asked()).isEqualTo(MemoryStage.requests(input));
  }

  @Test
  void noPlaceOfThePromptIsLeftOpen() {
    ChatRequest request = MemoryStage.requests(input(Tam.CHILDHOOD)).getFirst();

    assertThat(request.messages())
        .allSatisfy(m -> assertThat(m.text()).doesNotContain("{{").doesNotContain("}}"));
    assertThat(request.messages().getFirst().text())
        .contains("Nothing after 1912 can be known to Tam Orr.")
        .contains("in English");
  }

  private static Drawn draw(String reply, Passage... passages) {
    return draw(_ -> reply, passages);
  }

  private static Drawn draw(Function<ChatRequest, String> script, Passage... passages) {
    return MemoryStage.draw(input(passages), new ScriptedAsker(new ScriptedModel(script)));
  }

  private static Input input(Passage... passages) {
    return new Input(
        Tam.SHEET,
        List.of(passages),
        MemorySettings.DEFAULT,
        Optional.empty(),
        NearDuplicates.inMemory(Limits.DEFAULT));
  }

  private static String reply(Object... memories) {
    return Json.line(Map.of("memories", List.of(memories)));
  }

  static Map<String, String> told(String quote, String text, String time) {
    return Map.of("quote", quote, "text", text, "time", time);
  }
}
