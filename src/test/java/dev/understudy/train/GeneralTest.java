package dev.understudy.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.base.BaseModel;
import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.Tokenizers;
import dev.understudy.model.learn.Example;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GeneralTest {
  private final BaseModel base =
      new BaseModel("tiny", Path.of("src/test/resources/golden/tiny"), "");
  private final Tokenizer tokenizer = Tokenizers.of(base);
  private final General general = new General(ChatTemplate.of(base, tokenizer), tokenizer);

  @AfterAll
  void close() {
    tokenizer.close();
  }

  @Test
  void whatIsMeasuredIsNeverLearnt() {
    Set<String> asked =
        General.replayed().stream().map(General.Piece::ask).collect(Collectors.toSet());
    assertThat(asked).hasSize(General.replayed().size()).hasSizeGreaterThan(120);
    assertThat(General.measured()).hasSizeGreaterThan(30).noneMatch(p -> asked.contains(p.ask()));
    assertThat(ids(General.replayed())).hasSize(General.replayed().size());
    assertThat(General.replayed().stream().map(General.Piece::kind).distinct())
        .hasSizeGreaterThan(8);
    assertThat(General.replayed()).noneMatch(p -> p.ask().isBlank() || p.answer().isBlank());
  }

  private static Set<String> ids(List<General.Piece> pieces) {
    return pieces.stream().map(General.Piece::id).collect(Collectors.toSet());
  }

  @Test
  void theShareIsOfAllExamplesAndEachComesOnceBeforeAnyComesTwice() {
    assertThat(general.replay(90, 0, 1)).isEmpty();
    assertThat(general.replay(90, 0.1, 1)).hasSize(10);
    List<Rendered> many = general.replay(600, 0.25, 1);
    assertThat(many).hasSize(200);
    int each = General.replayed().size();
    assertThat(new HashSet<>(many.subList(0, each).stream().map(Rendered::experience).toList()))
        .hasSize(each);
    assertThat(names(general.replay(600, 0.25, 1))).isEqualTo(names(many));
    assertThat(names(general.replay(600, 0.25, 2))).isNotEqualTo(names(many));
  }

  private static List<String> names(List<Rendered> drawn) {
    return drawn.stream().map(Rendered::experience).toList();
  }

  @Test
  void onlyTheAnswerIsLearntAndNobodyIsActed() {
    General.Piece piece = General.replayed().getFirst();
    String first =
        general.replay(1_000, 0.5, 1).stream()
            .filter(r -> r.experience().equals(piece.id()))
            .map(r -> decoded(r.example(), true))
            .findFirst()
            .orElseThrow();
    assertThat(first).isEqualTo(piece.answer());
  }

  @Test
  void ofRunningTextsEveryTokenCountsAndOfInstructionsTheAnswer() {
    General.Measures all = general.measures();
    assertThat(all.texts()).allMatch(e -> e.targets() == e.tokens().length - 1);
    var answers = new ArrayList<String>();
    all.answers().forEach(e -> answers.add(decoded(e, true)));
    all.texts().forEach(e -> answers.add(decoded(e, true)));
    assertThat(answers)
        .containsExactlyInAnyOrderElementsOf(
            General.measured().stream().map(General.Piece::answer).toList());
  }

  @Test
  void someAreSpreadEvenlyAmongMany() {
    assertThat(General.spread(List.of(1, 2, 3, 4, 5, 6), List.of(-1, -2)))
        .containsExactly(1, 2, 3, -1, 4, 5, 6, -2);
    assertThat(General.spread(List.of(1, 2), List.of(-1, -2, -3, -4, -5)))
        .containsExactly(1, -1, -2, 2, -3, -4, -5);
    assertThat(General.spread(List.of(1, 2), List.of())).containsExactly(1, 2);
  }

  private String decoded(Example example, boolean target) {
    int[] tokens =
        IntStream.range(0, example.tokens().length)
            .filter(i -> example.target()[i] == target)
            .map(i -> example.tokens()[i])
            .filter(id -> !tokenizer.isSpecial(id))
            .toArray();
    return tokenizer.decode(tokens);
  }
}
