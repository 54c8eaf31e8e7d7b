package dev.understudy.experience.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.person.Turn;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Scripts as models really write them. M is the character, O her partner; s, t, a what they do.
class ScriptParserTest {
  private static final String O = "Pilot Olsen (speaking): Well?\n";
  private static final String M = "Marit Solheim (speaking): Sit down.";

  static Stream<Arguments> scripts() {
    return Stream.of(
        fits("plain", O + M, "O s Well?", "M s Sit down."),
        fits(
            "a thought",
            O + "Marit Solheim (thinking): Him again.\n" + M,
            "O s Well?",
            "M t Him again.",
            "M s Sit down."),
        fits(
            "four lines in one turn",
            O + "Marit Solheim (speaking): One.\nTwo.\nThree.\nFour.",
            "O s Well?",
            "M s One.|Two.|Three.|Four."),
        fits(
            "paragraphs in one turn",
            O + "Marit Solheim (speaking): One.\n\nTwo.",
            "O s Well?",
            "M s One.||Two."),
        fits(
            "a colon in speech",
            O + "Marit Solheim (speaking): Three things: oil, rope, bread.",
            "O s Well?",
            "M s Three things: oil, rope, bread."),
        fits(
            "a colon at the beginning of a line",
            O + "Marit Solheim (speaking): Hear me.\nListen: the wind turns.",
            "O s Well?",
            "M s Hear me.|Listen: the wind turns."),
        fits(
            "a time of day",
            O + "Marit Solheim (speaking): At 12:30 the boat came.",
            "O s Well?",
            "M s At 12:30 the boat came."),
        fits(
            "brackets in speech",
            O + "Marit Solheim (speaking): My brother (the tall one) drowned.",
            "O s Well?",
            "M s My brother (the tall one) drowned."),
        fits(
            "bold names",
            "**Pilot Olsen** (speaking): Well?\n**Marit Solheim** (speaking): Sit down.",
            "O s Well?",
            "M s Sit down."),
        fits(
            "bold names with actions",
            "**Pilot Olsen (speaking):** Well?\n**Marit Solheim (speaking):** Sit down.",
            "O s Well?",
            "M s Sit down."),
        fits(
            "bold with the colon",
            "**Pilot Olsen:** Well?\n**Marit Solheim:** Sit down.",
            "O s Well?",
            "M s Sit down."),
        fits(
            "list marks",
            "- Pilot Olsen (speaking): Well?\n- Marit Solheim (speaking): Sit down.",
            "O s Well?",
            "M s Sit down."),
        fits(
            "numbers",
            "1. Pilot Olsen (speaking): Well?\n2. Marit Solheim (speaking): Sit down.",
            "O s Well?",
            "M s Sit down."),
        fits(
            "headings",
            "### Pilot Olsen (speaking): Well?\n### Marit Solheim (speaking): Sit down.",
            "O s Well?",
            "M s Sit down."),
        fits("a code block", "```\n" + O + M + "\n```", "O s Well?", "M s Sit down."),
        fits("rules between turns", O + "---\n" + M, "O s Well?", "M s Sit down."),
        fits("the end", O + M + "\n\nTHE END", "O s Well?", "M s Sit down."),
        fits("a first name", O + "Marit (speaking): Sit down.", "O s Well?", "M s Sit down."),
        fits("a surname", O + "Solheim (speaking): Sit down.", "O s Well?", "M s Sit down."),
        fits("an alias", O + "Mother Solheim (speaking): Sit down.", "O s Well?", "M s Sit down."),
        fits(
            "upper case",
            "PILOT OLSEN (speaking): Well?\nMARIT SOLHEIM (speaking): Sit down.",
            "O s Well?",
            "M s Sit down."),
        fits(
            "a part of the partner's name",
            "Olsen (speaking): Well?\n" + M,
            "O s Well?",
            "M s Sit down."),
        fits(
            "a title too many",
            O + "Frau Marit Solheim (speaking): Sit down.",
            "O s Well?",
            "M s Sit down."),
        fits(
            "names drift",
            O + "Marit (speaking): Wait.\n**Solheim** (speaking): Sit down.",
            "O s Well?",
            "M s Wait.",
            "M s Sit down."),
        fits(
            "no actions",
            "Pilot Olsen: Well?\nMarit Solheim: Sit down.",
            "O s Well?",
            "M s Sit down."),
        fits(
            "other words for actions",
            "Pilot Olsen (says): Well?\nMarit Solheim (thought): Him.\n" + M,
            "O s Well?",
            "M t Him.",
            "M s Sit down."),
        fits(
            "square brackets",
            "Pilot Olsen [speaking]: Well?\nMarit Solheim [speaking]: Sit down.",
            "O s Well?",
            "M s Sit down."),
        fits(
            "a manner is kept",
            O + "Marit Solheim (speaking, softly): Sit down.",
            "O s Well?",
            "M s (softly) Sit down."),
        fits(
            "speech on the next line",
            "Pilot Olsen (speaking):\nWell?\nMarit Solheim (speaking):\nSit down.",
            "O s Well?",
            "M s Sit down."),
        fits(
            "two turns on one line",
            "Pilot Olsen (speaking): Well? Marit Solheim (speaking): Sit down.",
            "O s Well?",
            "M s Sit down."),
        fits(
            "narration in stars",
            O + "*Marit pours coffee.*\n" + M,
            "O s Well?",
            "M a Marit pours coffee.",
            "M s Sit down."),
        fits(
            "narration in brackets",
            O + "(The pilot sits down.)\n" + M,
            "O s Well?",
            "O a The pilot sits down.",
            "M s Sit down."),
        fits(
            "a narrator",
            O + "Narrator: Pilot Olsen coughs.\n" + M,
            "O s Well?",
            "O a Pilot Olsen coughs.",
            "M s Sit down."),
        fits(
            "a wide colon",
            "Pilot Olsen (speaking)： Well?\nMarit Solheim (speaking)： Sit down.",
            "O s Well?",
            "M s Sit down."),
        fits("windows lines", O.replace("\n", "\r\n") + M, "O s Well?", "M s Sit down."),
        fits(
            "words of the model before",
            "Sure! Here is the script:\n\n" + O + M,
            "O s Well?",
            "M s Sit down."));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void isRead(String name, String reply, List<String> turns) {
    assertThat(read(reply)).isInstanceOf(Reading.Fits.class);
    assertThat(told(script(reply))).as(name).containsExactlyElementsOf(turns);
  }

  @Test
  void backgroundAndNarrationBeforeTheFirstTurnAreTheBackground() {
    assertThat(script("Background: You mend a net.\n" + O + M).background())
        .isEqualTo("You mend a net.");
    assertThat(script("The lamp smokes.\n" + O + M).background()).isEqualTo("The lamp smokes.");
  }

  @Test
  void whatIsLeftOutIsTold() {
    Script script = script("Sure! Here is the script:\n\n" + O + M + "\n" + O);
    assertThat(script.leftOut())
        .extracting(left -> left.why().filter(), Script.LeftOut::text)
        .containsExactlyInAnyOrder(
            org.assertj.core.api.Assertions.tuple("trailing", "Well?"),
            org.assertj.core.api.Assertions.tuple("chatter", "Sure! Here is the script:"));
  }

  @Test
  void everyWordIsInATurnInTheBackgroundOrToldAsLeftOut() {
    String reply =
        "The lamp smokes.\n"
            + O
            + "*Rain falls.*\n\nMarit (thinking, tired): Him.\n"
            + M
            + "\n(He goes.)";
    Script script = script(reply);
    String all =
        script.background()
            + script.turns()
            + script.leftOut().stream().map(Script.LeftOut::text).toList();
    assertThat(all)
        .contains(
            "The lamp smokes.", "Well?", "Rain falls.", "tired", "Him.", "Sit down.", "He goes.");
  }

  @ParameterizedTest
  @MethodSource("misfits")
  void isRefusedWithAReason(String reply, String filter, String reason) {
    assertThat(read(reply))
        .isInstanceOfSatisfying(
            Reading.Misfit.class,
            misfit -> {
              assertThat(misfit.why().filter()).isEqualTo(filter);
              assertThat(misfit.why().reason()).contains(reason);
            });
  }

  static Stream<Arguments> misfits() {
    return Stream.of(
        Arguments.of("", "format", "no line of the form"),
        Arguments.of("I am sorry, I cannot.", "format", "no line of the form"),
        Arguments.of(O, "format", "says nothing"),
        Arguments.of(O + M + "\nKing Oscar (speaking): Ha!", "speakers", "King Oscar"),
        Arguments.of(O + "Pilot Olsen (thinking): Odd.\n" + M, "speakers", "thinks"),
        Arguments.of(M, "format", "only 1 turns"));
  }

  private static Arguments fits(String name, String reply, String... turns) {
    return Arguments.of(name, reply, List.of(turns));
  }

  private static Reading read(String reply) {
    return ScriptParser.read(reply, Speakers.of(Marit.SHEET, List.of("Pilot Olsen")), 2);
  }

  private static Script script(String reply) {
    return ((Reading.Fits) read(reply)).script();
  }

  private static List<String> told(Script script) {
    return script.turns().stream().map(ScriptParserTest::told).collect(Collectors.toList());
  }

  private static String told(Turn turn) {
    return "%s %s %s"
        .formatted(
            turn.speaker().equals(Marit.NAME) ? "M" : "O",
            turn.action().name().substring(0, 1).toLowerCase(Locale.ROOT),
            turn.text().replace("\n", "|"));
  }
}
