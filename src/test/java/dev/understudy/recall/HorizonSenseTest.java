package dev.understudy.recall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.person.Ada;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Memory;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import dev.understudy.person.Turn.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A sense learnt from scenes made up here, with an embedder that only hears whether engines are
/// spoken of.
class HorizonSenseTest {
  private static final String HERO = Ada.HERO;
  private static final CharacterSheet ADA = Ada.SHEET;
  private static final List<Memory> MEMORIES =
      List.of(new Memory("m1", "I mended clocks in Leith.", "p1", "1860", Memory.Weight.TOLD));

  private static final class Hearing implements Embedder {
    @Override
    public String name() {
      return "engines";
    }

    @Override
    public float[] embed(String text) {
      return text.contains("engine") ? new float[] {0.6f, 0.8f} : new float[] {0.8f, 0.6f};
    }

    @Override
    public void close() {}
  }

  private static Turn says(String speaker, String text) {
    return new Turn(speaker, Action.SPEAKING, text, List.of());
  }

  private static Experience scene(String id, Kind kind, Turn... turns) {
    return new Experience(
        id,
        kind,
        Partner.TODAY,
        "work",
        new Scene(
            Scene.Form.ONE_TO_ONE, "1861", "Leith", List.of("Tom Rae"), "It rains.", List.of()),
        List.of(turns),
        new Experience.Provenance("us", "by hand", "2026"));
  }

  private static Experience asked(String id, Kind kind, String question) {
    return scene(id, kind, says("Tom Rae", question), says(HERO, "Well."));
  }

  private static List<Experience> scenes(int beyond, int within) {
    var all = new ArrayList<Experience>();
    for (int i = 0; i < beyond; i++) {
      all.add(asked("q" + i, Kind.PROTECTIVE, "Where is your engine of number " + i + "?"));
    }
    for (int i = 0; i < within; i++) {
      all.add(asked("e" + i, Kind.EXPERIENCE, "Where is your clock with number " + i + "?"));
    }
    return all;
  }

  private static Sense sense(List<Experience> scenes) {
    var index = MemoryIndex.of(MEMORIES, new Hearing(), 0.5, Optional.empty());
    return HorizonSense.of(ADA, scenes, MEMORIES, index, 0.5);
  }

  private static HorizonSense learnt(List<Experience> scenes) {
    return (HorizonSense) sense(scenes);
  }

  private static Lesson lesson(String scene, String question) {
    var index = MemoryIndex.of(MEMORIES, new Hearing(), 0.5, Optional.empty());
    return new Lesson(scene, true, 1, Utterance.of(List.of(question), index));
  }

  @Test
  void aLineLikeThoseOfProtectiveScenesIsBeyond() {
    Sense sense = sense(scenes(40, 40));
    assertThat(sense.beyond(List.of("Do you like this engine?"))).isTrue();
    assertThat(sense.beyond(List.of("Do you like this clock?"))).isFalse();
    assertThat(sense.beyond(List.of("Do you like this engine?", "And the clock in Leith?")))
        .as("the last line counts")
        .isFalse();
  }

  @Test
  void tooFewScenesOfEitherKindTeachNothing() {
    assertThat(sense(scenes(HorizonSense.LEAST - 1, 60))).isSameAs(Sense.NONE);
    assertThat(sense(scenes(60, HorizonSense.LEAST - 1))).isSameAs(Sense.NONE);
    assertThat(sense(scenes(HorizonSense.LEAST, HorizonSense.LEAST))).isNotSameAs(Sense.NONE);
  }

  @Test
  void withoutAnExperienceNeitherItsLabelNorItsWordsAreKnown() {
    List<Experience> scenes = scenes(40, 40);
    List<Experience> changed = new ArrayList<>(scenes);
    changed.set(3, asked("q3", Kind.FAMILIAR, "Strange Zanzibar engine gossip?"));
    List<Lesson> lines =
        List.of(
            lesson("q3", "Strange Zanzibar engine gossip?"),
            lesson("q3", "Where is your engine of number 3?"));
    HorizonSense before = learnt(scenes);
    HorizonSense after = learnt(changed);
    for (Lesson line : lines) {
      assertThat(after.chance(line)).isEqualTo(before.chance(line));
    }
    List<String> said = List.of("Strange Zanzibar engine gossip?");
    assertThat(after.chance(said)).as("of all scenes").isLessThan(before.chance(said));

    int other =
        IntStream.range(0, 40)
            .filter(i -> HorizonSense.fold("q" + i) != HorizonSense.fold("q3"))
            .findFirst()
            .orElseThrow();
    changed.set(3, scenes.get(3));
    changed.set(other, asked("q" + other, Kind.FAMILIAR, "Strange Zanzibar engine gossip?"));
    assertThat(learnt(changed).chance(lines.getFirst()))
        .as("a scene of another part does teach")
        .isLessThan(before.chance(lines.getFirst()));
  }

  @Test
  void withoutAnExperienceTheSenseIsTheOneThatJudgesItsLines() {
    List<Experience> scenes = scenes(40, 40);
    HorizonSense sense = learnt(scenes);
    String question = "Where is your engine of number 3?";
    double chance = sense.chance(lesson("q3", question));
    var index = MemoryIndex.of(MEMORIES, new Hearing(), 0.5, Optional.empty());
    List<String> said = List.of(question);
    assertThat(HorizonSense.of(ADA, scenes, MEMORIES, index, chance).without("q3").beyond(said))
        .isTrue();
    assertThat(
            HorizonSense.of(ADA, scenes, MEMORIES, index, Math.nextUp(chance))
                .without("q3")
                .beyond(said))
        .isFalse();
  }

  @Test
  void theSameScenesTeachTheSame() {
    List<String> said = List.of("Is this engine yours?");
    assertThat(learnt(scenes(30, 30)).chance(said)).isEqualTo(learnt(scenes(30, 30)).chance(said));
  }

  @Test
  void everyAnsweredLineIsALessonAndLaterOnesWeighLess() {
    var index = MemoryIndex.of(MEMORIES, new Hearing(), 0.5, Optional.empty());
    Experience e =
        scene(
            "q1",
            Kind.PROTECTIVE,
            says(HERO, "Sit."),
            says("Tom Rae", "An engine?"),
            says("Meg Orr", "From Zanzibar, Ada's own."),
            new Turn(HERO, Action.THINKING, "What?", List.of()),
            says(HERO, "No."),
            new Turn("Tom Rae", Action.ACTING, "He sighs.", List.of()),
            says(HERO, "Well?"),
            says("Tom Rae", "Pity."));
    assertThat(Lesson.of(List.of(e), ADA, index))
        .singleElement()
        .satisfies(l -> assertThat(l.beyond()).isTrue())
        .satisfies(l -> assertThat(l.weight()).isEqualTo(1))
        .satisfies(l -> assertThat(l.line().about()).contains("engine", "zanzibar"))
        .satisfies(l -> assertThat(l.line().names()).containsExactly("zanzibar", "ada"));
    assertThat(Lesson.texts(List.of(e), ADA))
        .containsExactly("An engine? From Zanzibar, Ada's own.", "An engine?");
    Experience two =
        scene(
            "e1",
            Kind.EXPERIENCE,
            says("Tom Rae", "The clock?"),
            says(HERO, "Here."),
            says("Tom Rae", "The bell?"),
            says(HERO, "There."));
    assertThat(Lesson.of(List.of(two), ADA, index))
        .extracting(Lesson::weight)
        .containsExactly(1.0, 0.2);
  }

  @Test
  void whatLiesBeyondTakesThePlaceOfMemories() {
    Mind mind =
        new Mind(
            MemoryIndex.of(MEMORIES, new Hearing(), -1, Optional.empty()),
            said -> said.getLast().contains("engine"));
    assertThat(mind.recall(List.of("My engine?"), 2))
        .isEqualTo(new Recollection(List.of(), true))
        .extracting(Recollection::texts)
        .isEqualTo(List.of(Prompting.UNKNOWN));
    assertThat(mind.recall(List.of("My clock?"), 2).texts())
        .containsExactly(MEMORIES.getFirst().text());
  }
}
