package dev.understudy.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DidYouMeanTest {
  private static final List<String> VERBS = List.of("train", "chat", "check", "demo", "base");

  @Test
  void findsSlipsOfTheHand() {
    assertThat(DidYouMean.closest("tarin", VERBS)).hasValue("train");
    assertThat(DidYouMean.closest("chek", VERBS)).hasValue("check");
    assertThat(DidYouMean.closest("bethoven", List.of("beethoven", "mozart")))
        .hasValue("beethoven");
  }

  @Test
  void ignoresCaseAndUnderstandsBeginnings() {
    assertThat(DidYouMean.closest("BASE", VERBS)).hasValue("base");
    assertThat(DidYouMean.closest("beet", List.of("beethoven"))).hasValue("beethoven");
  }

  @Test
  void staysSilentWhenNothingIsNear() {
    assertThat(DidYouMean.closest("serve", VERBS)).isEmpty();
    assertThat(DidYouMean.closest("x", List.of("y"))).isEmpty();
    assertThat(DidYouMean.closest("train", List.of())).isEmpty();
  }

  @Test
  void hintsWithTheNearestOrWithAll() {
    assertThat(DidYouMean.hint("demon", VERBS)).isEqualTo("Did you mean 'demo'?");
    assertThat(DidYouMean.hint("zzz", List.of("b", "a"))).isEqualTo("Known: a, b.");
    assertThat(DidYouMean.hint("zzz", List.of())).isEmpty();
  }
}
