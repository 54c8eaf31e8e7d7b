package dev.understudy.experience.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.person.Turn;
import dev.understudy.recall.Prompting;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NastyScriptsTest {
  /// The script as `O speaking: text`, one turn a line, after `= background`; line breaks in a turn
  /// are `/`. O is the character, W the count, J the pastor.
  private static Arguments reads(String what, String reply, String... expected) {
    return Arguments.of(what, reply, List.of(expected));
  }

  static Stream<Arguments> scripts() {
    return Stream.concat(Stream.concat(plain(), decorated()), Stream.concat(narrated(), named()));
  }

  private static Stream<Arguments> plain() {
    return Stream.of(
        reads(
            "as it was asked for",
            """
            Background: You are in the yard.
            Count Waldemar Ryle (speaking): Why is it silent?
            Odo Marten Brask (thinking): He knows.
            Odo Marten Brask (acting): wipes his hands
            Odo Marten Brask (speaking): It cracked.
            """,
            "= You are in the yard.",
            "W speaking: Why is it silent?",
            "O thinking: He knows.",
            "O acting: wipes his hands",
            "O speaking: It cracked."),
        reads(
            "turns of several paragraphs are one turn",
            """
            Jens Holm (speaking): Tell me.
            Odo Marten Brask (speaking): First the mould.

            Then the fire, four days of it.

            And then you pray.
            """,
            "=",
            "J speaking: Tell me.",
            "O speaking: First the mould.//Then the fire, four days of it.//And then you pray."),
        reads(
            "a turn of four lines",
            "Odo Marten Brask (speaking): One,\ntwo,\nthree,\nfour.",
            "=",
            "O speaking: One,/two,/three,/four."),
        reads(
            "colons in speech",
            "Odo Marten Brask (speaking): I told him: tin: not lead: and at ten past 10:30.",
            "=",
            "O speaking: I told him: tin: not lead: and at ten past 10:30."),
        reads(
            "a line that begins like a name goes on with the turn",
            "Odo Marten Brask (speaking): I will tell you.\nRemember: tin is dear.\nListen: it rings.",
            "=",
            "O speaking: I will tell you./Remember: tin is dear./Listen: it rings."),
        reads(
            "speech that could be a model's",
            "Odo (speaking): Must I?\n\nOf course, my lord.\n\nLet me know when he comes.\nDear Sir: no.",
            "=",
            "O speaking: Must I?//Of course, my lord.//Let me know when he comes./Dear Sir: no."),
        reads(
            "brackets in speech",
            "Odo Marten Brask (speaking): My wife (she keeps the books) said no (twice): no.",
            "=",
            "O speaking: My wife (she keeps the books) said no (twice): no."),
        reads(
            "a speaker's name and an action inside speech",
            "Odo Marten Brask (speaking): The count (speaking through his nose): what a man!",
            "=",
            "O speaking: The count (speaking through his nose): what a man!"),
        reads(
            "no blanks where they were asked for",
            "Jens Holm(speaking):Yes?\nOdo Marten Brask  (speaking) :No.",
            "=",
            "J speaking: Yes?",
            "O speaking: No."),
        reads(
            "Windows line ends and a byte order mark of blanks",
            "Jens Holm (speaking): Yes?\r\n\r\nOdo Marten Brask (speaking): No.\r\n",
            "=",
            "J speaking: Yes?",
            "O speaking: No."),
        reads(
            "the text on the next line",
            "Jens Holm (speaking):\nYes?\n\nOdo Marten Brask (speaking)\nNo.\nNever.",
            "=",
            "J speaking: Yes?",
            "O speaking: No./Never."),
        reads(
            "several turns on one line",
            "Jens Holm (speaking): Yes? Odo Marten Brask (thinking): Hm. Odo Marten Brask (speaking): No.",
            "=",
            "J speaking: Yes?",
            "O thinking: Hm.",
            "O speaking: No."),
        reads(
            "a fullwidth colon and a dash",
            "Jens Holm (speaking)： Yes?\nOdo Marten Brask (speaking) – No.",
            "=",
            "J speaking: Yes?",
            "O speaking: No."),
        reads(
            "empty turns are nothing",
            "Jens Holm (speaking):\nOdo Marten Brask (speaking): No.",
            "=",
            "O speaking: No."));
  }

  private static Stream<Arguments> decorated() {
    return Stream.of(
        reads(
            "bold with the colon inside",
            "**Jens Holm (speaking):** Yes?\n**Odo Marten Brask (speaking):** No.",
            "=",
            "J speaking: Yes?",
            "O speaking: No."),
        reads(
            "bold names alone",
            "**Jens Holm** (speaking): Yes?\n**Odo Marten Brask** (speaking): *Never* again.",
            "=",
            "J speaking: Yes?",
            "O speaking: *Never* again."),
        reads(
            "emphasis at the beginning of speech stays",
            "Odo Marten Brask (speaking): *Never* again, **you** hear?",
            "=",
            "O speaking: *Never* again, **you** hear?"),
        reads(
            "a whole line in bold", "**Odo Marten Brask (speaking): No.**", "=", "O speaking: No."),
        reads(
            "headings",
            "# Script\n## Background\nYou are cold.\n### Jens Holm (speaking)\nYes?\n### Odo (speaking)\nNo.",
            "= You are cold.",
            "J speaking: Yes?",
            "O speaking: No."),
        reads(
            "bullets and numbers",
            "- Jens Holm (speaking): Yes?\n* Odo (thinking): Hm.\n3. Odo (speaking): No.",
            "=",
            "J speaking: Yes?",
            "O thinking: Hm.",
            "O speaking: No."),
        reads(
            "square brackets and capitals",
            "JENS HOLM [SPEAKING]: Yes?\nODO MARTEN BRASK [Thinking]: Hm.\nodo (Speaking): No.",
            "=",
            "J speaking: Yes?",
            "O thinking: Hm.",
            "O speaking: No."),
        reads(
            "a code block with rules and an end",
            "```text\nJens Holm (speaking): Yes?\n---\nOdo (speaking): No.\n```\n***\nTHE END\n[End of scene]",
            "=",
            "J speaking: Yes?",
            "O speaking: No."),
        reads(
            "underlined",
            "__Jens Holm__ (speaking): Yes?\n_Odo (speaking)_: No.",
            "=",
            "J speaking: Yes?",
            "O speaking: No."));
  }

  private static Stream<Arguments> narrated() {
    return Stream.of(
        reads(
            "narration before the first turn is background",
            "Rain on the roof.\nThe fire is low.\n\nJens Holm (speaking): Yes?\nOdo (speaking): No.",
            "= Rain on the roof. The fire is low.",
            "J speaking: Yes?",
            "O speaking: No."),
        reads(
            "and is added to a background",
            "Background: You wait.\n*Rain falls.*\nOdo (speaking): No.",
            "= You wait. Rain falls.",
            "O speaking: No."),
        reads(
            "narration in emphasis is acted by who is named in it",
            "Odo (speaking): No.\n*Jens Holm rises and leaves.*\nOdo (speaking): Good.",
            "=",
            "O speaking: No.",
            "J acting: Jens Holm rises and leaves.",
            "O speaking: Good."),
        reads(
            "else by whoever spoke last",
            "Jens Holm (speaking): Yes?\n(He bows.)\nOdo (thinking): No.\n[laughs]\nOdo (speaking): Ho!",
            "=",
            "J speaking: Yes?",
            "J acting: He bows.",
            "O thinking: No.",
            "O acting: laughs",
            "O speaking: Ho!"),
        reads(
            "after narration the turn goes on",
            "Odo (speaking): First the mould.\n*He coughs.*\nThen the fire.",
            "=",
            "O speaking: First the mould.",
            "O acting: He coughs.",
            "O speaking: Then the fire."),
        reads(
            "a narrator's turn",
            "Jens Holm (speaking): Yes?\nNarrator: Odo turns away.\nOdo (speaking): No.",
            "=",
            "J speaking: Yes?",
            "O acting: Odo turns away.",
            "O speaking: No."),
        reads(
            "a stage direction with its name",
            "Odo (speaking): No.\n**Stage direction:** The bell falls.\nOdo (speaking): Oh!",
            "=",
            "O speaking: No.",
            "O acting: The bell falls.",
            "O speaking: Oh!"),
        reads(
            "how something is said stays",
            "Jens Holm (speaking, softly): Yes?\nOdo (thinking - bitterly): Liar.\nOdo (smiling): No.",
            "=",
            "J speaking: (softly) Yes?",
            "O thinking: (bitterly) Liar.",
            "O speaking: (smiling) No."));
  }

  private static Stream<Arguments> named() {
    return Stream.of(
        reads(
            "aliases, and short names of partners",
            "Waldemar (speaking): So?\nHolm (speaking): Yes?\nBrask (speaking): No.\nOdo (speaking): Never.",
            "=",
            "W speaking: So?",
            "J speaking: Yes?",
            "O speaking: No.",
            "O speaking: Never."),
        reads(
            "titles",
            "The Count (speaking): So?\nPastor Holm (speaking): Yes?\nHerr Brask (speaking): No.",
            "=",
            "W speaking: So?",
            "J speaking: Yes?",
            "O speaking: No."),
        reads(
            "I and you are the character",
            "Count Ryle (speaking): So?\nI (thinking): Hm.\nYou (speaking): No.",
            "=",
            "W speaking: So?",
            "O thinking: Hm.",
            "O speaking: No."),
        reads(
            "no actions at all",
            "Jens Holm: Yes?\nOdo Marten Brask: No: never.",
            "=",
            "J speaking: Yes?",
            "O speaking: No: never."),
        reads(
            "words after a name",
            "Jens Holm, the pastor (speaking): Yes?\nOdo Marten Brask, founder (speaking): No.",
            "=",
            "J speaking: Yes?",
            "O speaking: No."));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scripts")
  void reads(String what, String reply, List<String> expected) {
    assertThat(ScriptParser.read(reply, Odo.speakers(), 1))
        .as(what)
        .isInstanceOfSatisfying(
            Reading.Fits.class, fits -> assertThat(shown(fits.script())).isEqualTo(expected));
  }

  static Stream<Arguments> unfit() {
    return Stream.of(
        Arguments.of("Innkeeper (speaking): Beer?\nOdo (speaking): No.", "speakers", "Innkeeper"),
        Arguments.of("Innkeeper: Beer?\nOdo: No.", "speakers", "Innkeeper"),
        Arguments.of("The Innkeeper: Beer?\nOdo (speaking): No.", "speakers", "The Innkeeper"),
        Arguments.of(
            "Odo (speaking): Ho!\nOld Thomas: Beer?\nOdo (speaking): No.", "speakers", "Old"),
        Arguments.of(
            "Jens Holm and Odo (speaking): Cheers!\nOdo (speaking): No.", "speakers", "and"),
        Arguments.of("Jens Holm (thinking): Fool.\nOdo (speaking): No.", "speakers", "thinks"),
        Arguments.of("Jens Holm (speaking): Yes?\nOdo (thinking): Hm.", "format", "says nothing"),
        Arguments.of("It was a dark night. Odo said no.", "format", "no line of the form"),
        Arguments.of("", "format", "no line of the form"),
        Arguments.of("I'm sorry, I can't write that.", "format", "no line of the form"));
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void refusesWithAReason(String reply, String filter, String reason) {
    assertThat(ScriptParser.read(reply, Odo.speakers(), 1))
        .isInstanceOfSatisfying(
            Reading.Misfit.class,
            misfit -> {
              assertThat(misfit.why().filter()).isEqualTo(filter);
              assertThat(misfit.why().reason()).contains(reason);
            });
  }

  @Test
  void leavesOutTheModelsOwnWordsAndWhatFollowsTheLastReplyAndTellsThem() {
    Reading reading =
        ScriptParser.read(
            """
            Sure! Here is the script:

            Jens Holm (speaking): Yes?
            Odo (speaking): No.
            Jens Holm (speaking): Farewell.

            I hope this helps!
            """,
            Odo.speakers(),
            1);

    assertThat(reading)
        .isInstanceOfSatisfying(
            Reading.Fits.class,
            fits -> {
              assertThat(shown(fits.script()))
                  .containsExactly("=", "J speaking: Yes?", "O speaking: No.");
              assertThat(fits.script().leftOut())
                  .extracting(left -> left.why().filter() + ": " + left.text())
                  .containsExactlyInAnyOrder(
                      "chatter: Sure! Here is the script:",
                      "chatter: I hope this helps!",
                      "trailing: Farewell.");
            });
  }

  @Test
  void tooFewTurnsAreTold() {
    assertThat(ScriptParser.read("Odo (speaking): No.", Odo.speakers(), 3))
        .isEqualTo(new Reading.Misfit(Refusal.format("only 1 turns; at least 3 are wanted")));
  }

  @Test
  void whatIsWrittenInOurFormIsReadBackAsItWas() {
    List<Turn> turns =
        List.of(
            new Turn(Odo.COUNT, Turn.Action.SPEAKING, "So: (yes) or no?\n\nWell?", List.of()),
            new Turn(Odo.HERO, Turn.Action.THINKING, "He: a count!", List.of()),
            new Turn(Odo.PASTOR, Turn.Action.ACTING, "prays", List.of()),
            new Turn(Odo.HERO, Turn.Action.SPEAKING, "No. *Never* [twice] (thrice).", List.of()));
    String written =
        turns.stream()
            .map(t -> Prompting.played(t.speaker(), t.action(), t.text()))
            .collect(Collectors.joining("\n"));

    assertThat(ScriptParser.read(written, Odo.speakers(), 1))
        .isEqualTo(new Reading.Fits(new Script("", turns, List.of())));
  }

  private static List<String> shown(Script script) {
    return Stream.concat(
            Stream.of(("= " + script.background()).strip()),
            script.turns().stream()
                .map(t ->
                    "%s %s: %s"
                        .formatted(
                            t.speaker().equals(Odo.HERO)
                                ? "O"
                                : t.speaker().equals(Odo.COUNT) ? "W" : "J",
                            t.action().name().toLowerCase(Locale.ROOT),
                            t.text().replace("\n", "/"))))
        .toList();
  }
}
