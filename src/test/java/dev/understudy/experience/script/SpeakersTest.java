package dev.understudy.experience.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpeakersTest {
  private static final Speakers SPEAKERS =
      Speakers.of(
          Odo.SHEET,
          List.of("Count Waldemar Ryle", "Grete Brask", "Thérèse Odile", "a bellringer", "Odo"));

  @ParameterizedTest
  @CsvSource({
    "Odo Marten Brask, Odo Marten Brask",
    "ODO, Odo Marten Brask",
    "Brask, Odo Marten Brask", // an alias, though Grete has the name, too
    "Mr. Brask, Odo Marten Brask",
    "Marten, Odo Marten Brask",
    "Odo Brask, Odo Marten Brask",
    "myself, Odo Marten Brask",
    "Grete, Grete Brask",
    "Frau Grete, Grete Brask",
    "the Count, Count Waldemar Ryle",
    "Ryle, Count Waldemar Ryle",
    "Therese, Thérèse Odile",
    "the bellringer, a bellringer",
    "bellringer, a bellringer",
  })
  void namesResolve(String given, String name) {
    assertThat(SPEAKERS.named(given)).contains(name);
  }

  @ParameterizedTest
  @CsvSource({"Nobody", "Visitor", "Grete and Odo's aunt", "Mr", "''", "Odile Ryle"})
  void othersAreNobody(String given) {
    assertThat(SPEAKERS.named(given)).isEmpty();
  }

  @Test
  void aRoleIsTheOnlyPartner() {
    Speakers alone = Speakers.of(Odo.SHEET, List.of("Nora"));

    assertThat(alone.named("The Interviewer")).contains("Nora");
    assertThat(alone.named("visitor")).contains("Nora");
  }

  @Test
  void theCharacterIsNoPartner() {
    assertThat(SPEAKERS.partners()).doesNotContain("Odo").hasSize(4);
    assertThat(SPEAKERS.all().getFirst()).isEqualTo(Odo.HERO);
  }

  @Test
  void whoIsNamedFirst() {
    assertThat(SPEAKERS.firstIn("Slowly Grete Brask looks at Odo.")).contains("Grete Brask");
    assertThat(SPEAKERS.firstIn("He looks at Odo.")).contains(Odo.HERO);
    assertThat(SPEAKERS.firstIn("Somebody laughs.")).isEmpty();
  }
}
