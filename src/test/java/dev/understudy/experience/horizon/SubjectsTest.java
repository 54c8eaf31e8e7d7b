package dev.understudy.experience.horizon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.experience.ProtectiveCategory;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Horizon;
import dev.understudy.person.Passage;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectsTest {
  @ParameterizedTest
  @ValueSource(ints = {-44, 1827, 1852, 2010})
  void whatIsAskedLiesOutsideAndItsLikeInside(int year) {
    Subjects subjects = of(Optional.of(year), Optional.empty(), 1);
    List<Subject> dealt = subjects.deal(90);
    assertThat(dealt).extracting(Subject::category).contains(ProtectiveCategory.values());
    assertThat(subjects.inside()).isNotEmpty().allMatch(t -> t.year() < year);
    assertThat(dealt)
        .filteredOn(s -> s.category().id().startsWith("later-"))
        .hasSizeGreaterThanOrEqualTo(30)
        .allSatisfy(s -> {
          assertThat(s.near().orElseThrow().year()).isLessThan(year);
          assertThat(Thing.all())
              .filteredOn(t -> t.told().equals(s.what()))
              .isNotEmpty()
              .allMatch(t -> t.year() > year);
        });
  }

  @Test
  void aPersonOfAnInventedWorldIsAskedForOtherWorldsAndNothingWithADate() {
    List<Subject> dealt = of(Optional.empty(), Optional.of("Narnia"), 1).deal(40);
    assertThat(dealt).noneMatch(s -> s.category().id().startsWith("later-"));
    assertThat(dealt)
        .filteredOn(s -> s.category() == ProtectiveCategory.OTHER_WORLDS)
        .isNotEmpty()
        .noneMatch(s -> s.what().contains("Narnia"));
  }

  @Test
  void theSameSeedDealsTheSameAndAnotherOneOthers() {
    assertThat(of(Optional.of(1852), Optional.empty(), 1).deal(30))
        .isEqualTo(of(Optional.of(1852), Optional.empty(), 1).deal(30))
        .isNotEqualTo(of(Optional.of(1852), Optional.empty(), 2).deal(30));
  }

  private static Subjects of(Optional<Integer> until, Optional<String> world, long seed) {
    var sheet =
        new CharacterSheet(
            "ida",
            "Ida Kron",
            List.of(),
            CharacterSheet.Kind.HISTORICAL,
            Optional.empty(),
            Optional.empty(),
            new Horizon(until.map(y -> LocalDate.of(y, 6, 1)), world),
            "en",
            "You are Ida Kron.",
            "A stranger calls.",
            Optional.empty());
    var passage =
        new Passage(
            "p1", "Life", "Ida Kron lived in Rome and Vienna.", List.of(), "CC0-1.0", "2026-11");
    return new Subjects(sheet, List.of(passage), List.of(), seed);
  }
}
