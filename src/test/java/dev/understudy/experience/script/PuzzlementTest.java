package dev.understudy.experience.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.person.Experience;
import dev.understudy.person.Turn;
import dev.understudy.store.JsonLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class PuzzlementTest {
  private static final String HERO = "Ludwig van Beethoven";

  @Test
  void halfOfTheAnswersMustAskOrDeny() {
    String firm = "I know no such thing.";
    String asks = "Is that a fish?";
    String leaks = "It hangs on the wall, and it rings.";

    assertThat(Puzzlement.missing(HERO, List.of(firm, asks, firm))).isEmpty();
    assertThat(Puzzlement.missing(HERO, List.of(firm, leaks))).isEmpty();
    assertThat(Puzzlement.missing(HERO, List.of(firm, leaks, leaks)))
        .contains(new Refusal("leak", HERO + " asks back or denies in 1 of 3 answers only"));
  }

  /// The shipped scenes, of which these rules were not made: the protective ones are firm, and in
  /// the familiar ones he speaks of what he knows, as somebody does who leaks.
  @Test
  void onTheShippedScenesItIsWhatTheDocumentationSays() throws Exception {
    List<Experience> all =
        JsonLines.read(Path.of("characters/beethoven/experiences.jsonl"), Experience.class);

    String told =
        share(all, Experience.Kind.PROTECTIVE)
            + " protective scenes of the shipped Beethoven fail this, and "
            + share(all, Experience.Kind.FAMILIAR)
            + " familiar ones";

    assertThat(Files.readString(Path.of("docs/making.md")).replaceAll("\\s+", " ")).contains(told);
  }

  private static String share(List<Experience> all, Experience.Kind kind) {
    List<Experience> some = all.stream().filter(e -> e.kind() == kind).toList();
    long found =
        some.stream().filter(e -> Puzzlement.missing(HERO, answers(e)).isPresent()).count();
    return String.format(Locale.ROOT, "%d of the %d", found, some.size());
  }

  private static List<String> answers(Experience e) {
    return e.turns().stream()
        .filter(t -> t.speaker().equals(HERO) && t.action() == Turn.Action.SPEAKING)
        .map(Turn::text)
        .toList();
  }
}
