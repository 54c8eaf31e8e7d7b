package dev.understudy.scene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.llm.ChatMessage;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.ScriptedModel;
import dev.understudy.llm.Shape;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Horizon;
import dev.understudy.person.Memory;
import dev.understudy.person.Memory.Weight;
import dev.understudy.person.Passage;
import dev.understudy.person.PlannedScene;
import dev.understudy.person.Rejection;
import dev.understudy.recall.MiniLm;
import dev.understudy.recall.NearDuplicates;
import dev.understudy.recall.NearDuplicates.Limits;
import dev.understudy.scene.SceneStage.Input;
import dev.understudy.scene.SceneStage.Planned;
import dev.understudy.store.Json;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SceneStageTest {
  private static final Memory ICE =
      memory("p01-m01", "p01", "1858", Weight.CORE, "I fell through the ice of Loch Arden.");
  private static final Memory NINE =
      memory("p01-m02", "p01", "", Weight.TOLD, "I was the third of nine children.");
  private static final Memory FERRY =
      memory("p02-m01", "p02", "1869", Weight.CORE, "My father drowned, and I took the ferry.");
  private static final Memory BEES =
      memory("p02-m02", "p02", "1903", Weight.TOLD, "I sold my boat when the steamer came.");

  @Test
  void aModelThatFillsInWellGivesEveryScene() {
    Planned planned = plan(SceneStageTest::good);

    assertThat(planned.rejections()).isEmpty();
    assertThat(planned.counts().missing()).isEmpty();
    assertThat(planned.scenes()).hasSize(planned.counts().wanted());
    assertThat(planned.counts().wanted()).isGreaterThanOrEqualTo(12);
    assertThat(planned.counts().mended()).isZero();
  }

  @Test
  void coreMemoriesAreToldToFourDifferentCompanies() {
    Planned planned = plan(SceneStageTest::good);

    for (Memory core : List.of(ICE, FERRY)) {
      var companies = new HashSet<List<String>>();
      planned.scenes().stream()
          .filter(s -> s.memories().contains(core.id()))
          .forEach(s -> companies.add(s.scene().present()));
      assertThat(companies).as(core.id()).hasSizeGreaterThanOrEqualTo(4);
    }
  }

  @Test
  void theProgramsDecisionsAreInTheRecord() {
    PlannedScene today =
        plan(SceneStageTest::good).scenes().stream()
            .filter(s -> s.partner() == Partner.TODAY)
            .findFirst()
            .orElseThrow();

    assertThat(today.category()).isNotBlank();
    assertThat(today.scene().present()).hasSize(1);
    assertThat(today.scene().passages()).containsExactly("p01");
    assertThat(today.age().getAsInt()).isEqualTo(today.scene().year().getAsInt() - 1850);
    assertThat(today.provenance().author()).isEqualTo("scripted/script");
    assertThat(today.provenance().method()).isEqualTo("scenes");
    assertThat(today.provenance().date()).isEqualTo("2026-11-25");
    assertThat(today.provenance().prompt().orElseThrow()).startsWith("scene/plan@");
    assertThat(today.provenance().call().orElseThrow()).hasSize(64);
  }

  @Test
  void anAgeThatDoesNotFollowFromTheYearIsMendedAndCounted() {
    Planned planned = plan(request -> with(good(request), "age", 99));

    assertThat(planned.scenes())
        .isNotEmpty()
        .allSatisfy(
            s -> assertThat(s.age()).isEqualTo(OptionalInt.of(s.scene().year().getAsInt() - 1850)));
    assertThat(planned.counts().mended()).isEqualTo(planned.scenes().size());
  }

  @Test
  void theYearBeforeABirthdayIsRightAsWell() {
    Planned planned =
        plan(request -> {
          int year = (int) parse(good(request)).get("year");
          return with(good(request), "age", year - 1851);
        });

    assertThat(planned.counts().mended()).isZero();
  }

  @Test
  void scenesBeforeTheBirthAndAfterTheDeathAreRefused() {
    assertThat(reasons(plan(request -> with(good(request), "year", 1799))))
        .allMatch(reason -> reason.contains("before the birth"));
    assertThat(reasons(plan(request -> with(good(request), "year", 1953))))
        .allMatch(reason -> reason.contains("after the horizon"));
  }

  @Test
  void aBackgroundWithALaterYearOrAnotherAgeIsRefused() {
    String late = "They look back on the flood of 1911 and on all that came of it since then.";
    String old = "Tam is 80 years old and sits by the door, and somebody knocks at it.";
    String young =
        "Tam Orr is four years old, and somebody has come to talk of the price of boats.";

    assertThat(filters(plan(request -> with(good(request), "background", late)))).contains("time");
    assertThat(filters(plan(request -> with(good(request), "background", old)))).contains("age");
    assertThat(filters(plan(request -> with(good(request), "background", young)))).contains("age");
  }

  @Test
  void whatIsAddedToANameIsLeftOut() {
    Planned planned =
        plan(request ->
            isToday(request)
                ? good(request)
                : with(
                    good(request),
                    "present",
                    List.of("a sailor, his friend", "Tam Orr at the oars")));

    assertThat(planned.scenes())
        .filteredOn(s -> s.partner() == Partner.PERIOD)
        .isNotEmpty()
        .allSatisfy(s -> assertThat(s.scene().present()).containsExactly("a sailor"));
  }

  @Test
  void aSentenceIsNoName() {
    Planned planned =
        plan(request ->
            with(
                good(request),
                "present",
                List.of("Mairi standing beside him looking at the boat")));

    assertThat(filters(planned)).containsExactly("company");
    assertThat(planned.scenes()).allSatisfy(s -> assertThat(s.partner()).isEqualTo(Partner.TODAY));
  }

  @Test
  void theCharacterIsNotHisOwnCompany() {
    Planned planned =
        plan(request ->
            isToday(request) ? good(request) : with(good(request), "present", List.of("Old Tam")));

    assertThat(filters(planned)).containsOnly("company");
    assertThat(planned.scenes()).allSatisfy(s -> assertThat(s.partner()).isEqualTo(Partner.TODAY));
  }

  @Test
  void theSameFriendIsNotToldACoreMemoryTwiceAndIsAvoidedNextTime() {
    var model =
        new ScriptedModel(request ->
            isToday(request) || user(request).contains("choose somebody else")
                ? good(request)
                : with(good(request), "present", List.of("Mairi Orr")));
    Planned planned = SceneStage.plan(input(), new ScriptedAsker(model));

    assertThat(planned.scenes()).hasSize(planned.counts().wanted());
    assertThat(planned.rejections())
        .isNotEmpty()
        .allSatisfy(r -> assertThat(r.filter()).isEqualTo("company"))
        .anySatisfy(r -> assertThat(r.reason()).contains("Mairi Orr").contains("p01-m01"));
    assertThat(model.asked()).anyMatch(r -> user(r).contains("choose somebody else"));
  }

  @Test
  void nearDuplicatesAreRefusedCountedAndFilledUp() {
    String same = "The fire smokes, and somebody has brought eels in a bucket for the pot tonight.";
    Planned planned =
        plan(request ->
            request.sample() == 0
                ? with(with(good(request), "background", same), "place", "Kilbrae, the kitchen")
                : good(request));

    assertThat(planned.scenes()).hasSize(planned.counts().wanted());
    assertThat(planned.counts().duplicates())
        .isEqualTo(planned.counts().wanted() - 1)
        .isEqualTo(planned.rejections().size());
    assertThat(planned.counts().missing()).isEmpty();
  }

  @Test
  void whatCanNotBeFilledIsTold() {
    Planned planned = plan(_ -> "no");

    assertThat(planned.scenes()).isEmpty();
    assertThat(filters(planned)).containsOnly("format");
    assertThat(planned.counts().missing())
        .anyMatch(line -> line.matches("p01: \\d+ scenes fewer than wanted"))
        .contains("p01-m01: planned into 0 scenes of 4")
        .contains("childhood: no scene lies in it");
    assertThat(planned.rejections())
        .hasSize(planned.counts().wanted() * SceneSettings.DEFAULT.rounds());
  }

  @Test
  void aPersonOfFictionWithoutDatesIsPlannedWithoutYears() {
    var sheet =
        new CharacterSheet(
            "wren",
            "Wren",
            List.of(),
            CharacterSheet.Kind.FICTIONAL,
            Optional.empty(),
            Optional.empty(),
            new Horizon(Optional.empty(), Optional.of("the drowned city of Sal")),
            "en",
            "You are Wren.",
            "A boat lands.",
            Optional.empty());
    Passage passage =
        Tam.passage("p01", "The bells", "Wren dived for the bells of the drowned city of Sal.");
    var input = input(sheet, List.of(passage), List.of());
    Planned planned =
        SceneStage.plan(input, new ScriptedAsker(new ScriptedModel(SceneStageTest::good)));

    assertThat(planned.scenes()).hasSize(6).allSatisfy(s -> assertThat(s.age()).isEmpty());
    assertThat(SceneStage.requests(input).getFirst().messages().getFirst().text())
        .contains("Wren knows only this world: the drowned city of Sal.");
  }

  @Test
  void theSameRepliesGiveTheSameRecords() {
    try (var embedder = new MiniLm()) {
      Planned one =
          SceneStage.plan(
              input(embedder), new ScriptedAsker(new ScriptedModel(SceneStageTest::good)));
      Planned other =
          SceneStage.plan(
              input(embedder), new ScriptedAsker(new ScriptedModel(SceneStageTest::good)));

      assertThat(one.scenes()).isNotEmpty();
      assertThat(one).isEqualTo(other);
    }
  }

  @Test
  void aDryRunTellsTheRequestsThatAreAsked() {
    var model = new ScriptedModel(SceneStageTest::good);
    SceneStage.plan(input(), new ScriptedAsker(model));

    assertThat(model.asked()).isEqualTo(SceneStage.requests(input()));
    assertThat(model.asked())
        .allSatisfy(r -> assertThat(user(r)).doesNotContain("{{").doesNotContain("}}"));
  }

  /// Fills in what was asked for, otherwise each time; the same for the same request.
  static String good(ChatRequest request) {
    var random = new SplittableRandom(Json.line(request).hashCode());
    var fields = ((Shape.Fields) request.shape().orElseThrow()).fields();
    var reply = new LinkedHashMap<String, Object>();
    for (Shape.Field field : fields) {
      reply.put(field.name(), value(field, reply, random));
    }
    return Json.line(reply);
  }

  private static Object value(
      Shape.Field field, Map<String, Object> before, SplittableRandom random) {
    return switch (field.name()) {
      case "year" -> {
        var years = (Shape.Whole) field.shape();
        yield years.least() + random.nextInt(years.most() - years.least() + 1);
      }
      case "age" -> (int) before.getOrDefault("year", 0) - 1850;
      case "present" -> List.of("M" + word(random) + " O" + word(random));
      default ->
          IntStream.range(0, 14).mapToObj(_ -> word(random)).collect(Collectors.joining(" "));
    };
  }

  private static String word(SplittableRandom random) {
    return random.ints(6, 'a', 'z' + 1).mapToObj(Character::toString).collect(Collectors.joining());
  }

  private static boolean isToday(ChatRequest request) {
    return user(request).contains("a person of our own day");
  }

  private static String user(ChatRequest request) {
    return request.messages().stream()
        .filter(m -> m.role() == ChatMessage.Role.USER)
        .map(ChatMessage::text)
        .collect(Collectors.joining());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> parse(String reply) {
    return Json.mapper().readValue(reply, LinkedHashMap.class);
  }

  static String with(String reply, String field, Object value) {
    Map<String, Object> changed = parse(reply);
    changed.computeIfPresent(field, (_, _) -> value);
    return Json.line(changed);
  }

  private static List<String> reasons(Planned planned) {
    assertThat(planned.scenes()).isEmpty();
    return planned.rejections().stream().map(Rejection::reason).toList();
  }

  private static List<String> filters(Planned planned) {
    return planned.rejections().stream().map(Rejection::filter).distinct().toList();
  }

  private static Planned plan(Function<ChatRequest, String> script) {
    return SceneStage.plan(input(), new ScriptedAsker(new ScriptedModel(script)));
  }

  private static Input input() {
    return input(Tam.SHEET, List.of(Tam.CHILDHOOD, Tam.FERRY), List.of(ICE, NINE, FERRY, BEES));
  }

  private static Input input(CharacterSheet sheet, List<Passage> passages, List<Memory> memories) {
    return new Input(
        sheet,
        passages,
        memories,
        SceneSettings.DEFAULT,
        Tam.TODAY,
        Optional.empty(),
        NearDuplicates.inMemory(Limits.DEFAULT));
  }

  private static Input input(MiniLm embedder) {
    return new Input(
        Tam.SHEET,
        List.of(Tam.CHILDHOOD, Tam.FERRY),
        List.of(ICE, NINE, FERRY, BEES),
        SceneSettings.DEFAULT,
        Tam.TODAY,
        Optional.empty(),
        NearDuplicates.inMemory(embedder, new Limits(0.5, 0.999, 100)));
  }

  private static Memory memory(String id, String passage, String time, Weight weight, String text) {
    return new Memory(id, text, passage, time, weight);
  }
}
