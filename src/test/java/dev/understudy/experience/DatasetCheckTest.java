package dev.understudy.experience;

import static dev.understudy.experience.SmallCharacter.HERO;
import static dev.understudy.experience.SmallCharacter.says;
import static dev.understudy.experience.SmallCharacter.scene;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Turn;
import dev.understudy.person.Turn.Action;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCheckTest {
  private static final String GOOD =
      "Brass wants patience, Tom, and oil wants more of it, so sit down and hold the lamp for me a while.";

  @TempDir Path places;

  private Finding finding(String name, Experience... experiences) {
    var ada = new SmallCharacter(places);
    ada.experiences.addAll(List.of(experiences));
    return finding(name, ada);
  }

  private static Finding finding(String name, SmallCharacter ada) {
    Report report = DatasetCheck.run(ada.write());
    return report.findings().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void aGoodSceneHasNoProblem() {
    var ada = new SmallCharacter(places);
    ada.experiences.add(
        scene("e1", says("Tom Rae", "Does the clock run?"), says(HERO, GOOD, "m001")));
    Report report = DatasetCheck.run(ada.write());
    assertThat(report.findings())
        .filteredOn(f -> f.wanted().equals("0"))
        .hasSizeGreaterThan(12)
        .allSatisfy(f -> assertThat(f.reasons()).as(f.name()).isEmpty());
    assertThat(report.passed()).as("the counts are far from reached").isFalse();
  }

  @Test
  void demandedCountsAreShownBesideWhatWasFound() {
    Finding found = finding("experiences", scene("e1", says(HERO, GOOD)));
    assertThat(found).hasToString("experiences: 1 (wanted at least 120)");
    assertThat(found.passed()).isFalse();
  }

  @Test
  void formIsChecked() {
    var thinksLast =
        scene("e1", says("Tom Rae", "Well?"), new Turn(HERO, Action.THINKING, "Well.", List.of()));
    assertThat(finding("problems of form", thinksLast, scene("e1", says(HERO, GOOD))).reasons())
        .containsExactly("e1: this id is given twice", "e1: does not end with a reply of " + HERO);
  }

  @Test
  void badLinesAreFindingsWithTheirNumbers() {
    var ada = new SmallCharacter(places);
    CharacterFolder folder = ada.write();
    ada.write("experiences.jsonl", "{}\n");
    assertThat(DatasetCheck.run(folder).findings().getFirst().reasons().getFirst())
        .contains("experiences.jsonl:1");
  }

  @Test
  void speakersAreCanonicalAndPresent() {
    assertThat(
            finding(
                    "wrong speakers",
                    scene(
                        "e1",
                        says("Tom", "Well?"),
                        says("Ada", GOOD),
                        new Turn("Tom Rae", Action.THINKING, "Hm.", List.of()),
                        says(HERO, GOOD + " Yes.")))
                .reasons())
        .containsExactly(
            "e1 turn 1: Tom is not present",
            "e1 turn 2: Ada goes by the name " + HERO,
            "e1 turn 3: Tom Rae thinks");
  }

  @Test
  void repliesAreMeasuredAndOpenDifferently() {
    Experience short1 = scene("e1", says(HERO, "Brass wants patience, Tom."), says(HERO, GOOD));
    assertThat(finding("replies outside 15 to 60 words", short1).reasons())
        .containsExactly("e1 turn 1: 4 words");
    assertThat(finding("replies that open like another", short1).reasons())
        .containsExactly("e1 turn 2: \"brass wants patience tom\" as in e1 turn 1");
  }

  @Test
  void repetitionIsFoundAlsoWhenAWordWasChanged() {
    Experience twice =
        scene("e1", says(HERO, GOOD), says(HERO, GOOD.replace("lamp", "candle")), says(HERO, GOOD));
    assertThat(finding("turns said twice", twice).reasons())
        .containsExactly("e1 turn 3: the words of e1 turn 1");
    assertThat(finding("own turns nearly the same", twice).reasons())
        .contains("e1 turn 2: nearly e1 turn 1");
  }

  @Test
  void lateYearsAndMachinesAreFound() {
    Experience late =
        scene(
            "e1",
            says("Tom Rae", "What of 1999?"),
            says(HERO, "In 1865 or in 1875, as an AI I cannot say."));
    assertThat(finding("years beyond the horizon", late).reasons())
        .containsExactly("e1 turn 2: names 1875, after 1870");
    assertThat(finding("years after the scene", late).reasons()).hasSize(2);
    assertThat(finding("turns that speak as a machine", late).reasons())
        .containsExactly("e1 turn 2: \"as an AI\"");
  }

  @Test
  void untoldMemoriesAreToldNowhereAndIdsExist() {
    Experience told = scene("e1", says(HERO, GOOD, "m002", "m009"));
    assertThat(finding("wrong memory ids", told).reasons())
        .containsExactly("e1 turn 1: there is no memory m009");
    assertThat(finding("memories told in no scene", told).reasons()).hasSize(1);
    assertThat(finding("other memories never told", told).reasons()).hasSize(1);
  }

  @Test
  void trapsThatTrainingNamesAreListed() {
    Experience car =
        scene(
            "e1",
            Kind.PROTECTIVE,
            Partner.TODAY,
            says("Tom Rae", "I parked my cars outside."),
            says(HERO, GOOD));
    assertThat(finding("share of traps that name what no scene names", car).reasons())
        .containsExactly("t1 \"car\": in e1");
    assertThat(finding("reserved traps named in a scene", car).passed()).isFalse();
    Experience carriage = scene("e1", says("Tom Rae", "My carriage waits."), says(HERO, GOOD));
    assertThat(finding("reserved traps named in a scene", carriage).passed()).isTrue();
  }

  @Test
  void questionsKeptForTheEndAreNotAskedInTraining() {
    Experience asked =
        scene("e1", says("Tom Rae", "Ada, which clock did you mend?"), says(HERO, GOOD));
    assertThat(finding("questions asked in training", asked).reasons())
        .containsExactly("k1: asked in e1 turn 1: Ada, which clock did you mend?");
  }

  @Test
  void memoriesAreCountedByWhoHeardThem() {
    var ada = new SmallCharacter(places);
    ada.memories.add(
        SmallCharacter.memory(
            "m003",
            dev.understudy.person.Memory.Weight.CORE,
            "I have a wooden leg since the winter I fell from the church tower."));
    for (int i = 0; i < 4; i++) {
      ada.experiences.add(scene("e" + i, says(HERO, i + GOOD, "m003")));
    }
    assertThat(finding("memories told in four experiences to different people", ada).reasons())
        .singleElement()
        .asString()
        .startsWith("m003: told in 4 scenes to 1 partners");
  }

  @Test
  void reasonsAreCutInTextOnly() {
    var report = Report.of("ada", List.of(Finding.none("sins", List.of("a", "b", "c"))));
    assertThat(report.lines(2))
        .containsExactly("NO  sins: 3 (wanted 0)", "      a", "      b", "      and 1 more");
    assertThat(Map.of("r", report.findings().getFirst().reasons()))
        .containsEntry("r", List.of("a", "b", "c"));
  }
}
