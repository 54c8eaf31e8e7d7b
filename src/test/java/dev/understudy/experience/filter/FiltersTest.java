package dev.understudy.experience.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Rejection;
import dev.understudy.person.Turn;
import dev.understudy.recall.NearDuplicates;
import dev.understudy.store.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FiltersTest {
  private final List<Experience> kept = new ArrayList<>();
  private final List<Rejection> rejected = new ArrayList<>();

  private static Experience scene(String id, Kind kind, String... turns) {
    return new Sample(
            id,
            "format",
            false,
            Optional.of(kind),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            List.of(turns))
        .experience();
  }

  private static Experience good(String id, String words) {
    return scene(
        id,
        Kind.EXPERIENCE,
        "Tom Rae: Does it run?",
        "Ada Fairbairn: " + words + " wants oil and patience, and it has had neither for years.");
  }

  private List<FilterCount> run(FilterSettings settings, Experience... experiences) {
    return Filters.of(Sample.life("en"), settings, Optional.empty())
        .run(List.of(experiences).iterator(), kept::add, rejected::add);
  }

  private static FilterCount count(List<FilterCount> counts, FilterName filter) {
    return counts.stream().filter(c -> c.filter() == filter).findFirst().orElseThrow();
  }

  @Test
  void nothingIsDroppedInSilence() {
    Experience bad =
        scene("e2", Kind.EXPERIENCE, "Tom: Who?", "Ada Fairbairn: " + "Me. ".repeat(20));
    List<FilterCount> counts =
        run(
            FilterSettings.DEFAULT,
            good("e1", "Brass"),
            bad,
            good("e3", "brass,"),
            good("e4", "It"));

    assertThat(kept).extracting(Experience::id).containsExactly("e1", "e4");
    assertThat(rejected)
        .extracting(Rejection::id, Rejection::stage, Rejection::filter, Rejection::reason)
        .containsExactly(
            tuple("e2", "experiences", "speakers", "turn 1: Tom is not present, Tom Rae is"),
            tuple("e3", "experiences", "duplicates", "the same words as an experience before"));
    assertThat(Json.mapper().readValue(rejected.getFirst().found(), Experience.class))
        .isEqualTo(bad);
    assertThat(count(counts, FilterName.SPEAKERS).rejected()).isEqualTo(1);
    assertThat(count(counts, FilterName.SPEAKERS).seen()).isEqualTo(4);
    assertThat(count(counts, FilterName.DUPLICATES).seen()).isEqualTo(3);
  }

  @Test
  void aFilterThatIsOffSeesNothing() {
    List<FilterCount> counts =
        run(
            FilterSettings.DEFAULT.without(FilterName.DUPLICATES),
            good("e1", "Brass"),
            good("e2", "Brass"));
    assertThat(kept).hasSize(2);
    assertThat(counts).extracting(FilterCount::filter).doesNotContain(FilterName.DUPLICATES);
  }

  @Test
  void whatFollowsTheLastReplyIsCutAndCounted() {
    Experience open =
        scene(
            "e1",
            Kind.EXPERIENCE,
            "Tom Rae: Does it run?",
            "Ada Fairbairn: It wants oil and patience, and it has had neither for many years.",
            "Tom Rae: Good night then.");
    List<FilterCount> counts = run(FilterSettings.DEFAULT, open);
    assertThat(kept.getFirst().turns()).isEqualTo(open.turns().subList(0, 2));
    assertThat(count(counts, FilterName.FORMAT).changed()).isEqualTo(1);
  }

  @Test
  void whatWasReallySaidIsMaskedAndOtherwiseLeftAsItWas() {
    Experience said =
        scene(
            "v1",
            Kind.VERBATIM,
            "Tom Rae: As a language model?",
            "Ada Fairbairn: Nein, ruf 0131 496 0187 an.",
            "Tom Rae: On the telephone.");
    run(FilterSettings.DEFAULT, said);
    assertThat(rejected).isEmpty();
    assertThat(kept.getFirst().turns())
        .extracting(Turn::text)
        .containsExactly(
            "As a language model?", "Nein, ruf [phone number] an.", "On the telephone.");
  }

  @Test
  void personalDataCanBeKept() {
    Experience said =
        scene(
            "v1",
            Kind.VERBATIM,
            "Tom Rae: Where?",
            "Ada Fairbairn: At jean@example.org, she says.");
    FilterSettings d = FilterSettings.DEFAULT;
    run(
        new FilterSettings(
            Set.of(),
            d.turns(),
            d.replyWords(),
            d.ownWords(),
            Set.of(Secret.EMAIL),
            d.mostUnsupported()),
        said);
    assertThat(kept).containsExactly(said);
  }

  @Test
  void aLanguageThatIsNotKnownIsToldAndPasses() {
    List<FilterCount> counts =
        Filters.of(Sample.life("sv"), FilterSettings.DEFAULT, Optional.empty())
            .run(List.of(good("e1", "Brass")).iterator(), kept::add, rejected::add);
    assertThat(kept).hasSize(1);
    assertThat(count(counts, FilterName.LANGUAGE).unchecked()).isEqualTo(1);
    assertThat(count(counts, FilterName.LANGUAGE).notes())
        .containsExactly("no words of the language sv are known here");
  }

  @Test
  void nearDuplicatesNameTheOtherOne() {
    try (var near = NearDuplicates.inMemory(NearDuplicates.Limits.DEFAULT)) {
      Filters.of(Sample.life("en"), FilterSettings.DEFAULT, Optional.of(near))
          .run(
              List.of(good("e1", "The old brass wheel"), good("e2", "An old brass wheel"))
                  .iterator(),
              kept::add,
              rejected::add);
    }
    assertThat(kept).hasSize(1);
    assertThat(rejected.getFirst().reason()).contains("words as e1");
  }

  @Test
  void thereAreManyDatableWords() {
    assertThat(DatedWords.shipped().size()).isGreaterThan(250);
  }

  @Test
  void checkDigitsTellAccountsAndCardsFromOtherNumbers() {
    assertThat(CheckDigits.isIban("GB82 WEST 1234 5698 7654 32")).isTrue();
    assertThat(CheckDigits.isIban("GB82 WEST 1234 5698 7654 33")).isFalse();
    assertThat(CheckDigits.isCard("4539 1488 0343 6467")).isTrue();
    assertThat(CheckDigits.isCard("4539 1488 0343 6468")).isFalse();
  }

  @Test
  void aSetOfNumbersKnowsWhatItWasGiven() {
    var set = new LongSet();
    for (long i = -5000; i < 5000; i++) {
      assertThat(set.add(i * 0x9E3779B97F4A7C15L)).isTrue();
    }
    for (long i = -5000; i < 5000; i++) {
      assertThat(set.add(i * 0x9E3779B97F4A7C15L)).isFalse();
    }
  }
}
