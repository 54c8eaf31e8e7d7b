package dev.understudy.train;

import dev.understudy.person.Ada;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Memory;
import dev.understudy.person.Memory.Weight;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import dev.understudy.person.Turn.Action;
import dev.understudy.recall.Recalled;
import dev.understudy.recall.Retriever;
import dev.understudy.recipe.Place;
import dev.understudy.recipe.Recipe;
import dev.understudy.recipe.Recipe.LossOn;
import java.util.Arrays;
import java.util.List;

/// An invented character with her memories, scenes, and recipes to render them by.
final class AdaScenes {
  static final String HERO = Ada.HERO;
  static final CharacterSheet ADA = Ada.SHEET;
  static final Memory AUNT =
      new Memory("m1", "My aunt Jean taught me to read.", "p1", "1840", Weight.TOLD);
  static final Memory CLOCK =
      new Memory("m2", "I mended the clock of Saint Giles.", "p1", "1860", Weight.CORE);
  static final Memory GOOSE =
      new Memory("m3", "I was once paid with a goose.", "p1", "1861", Weight.UNTOLD);

  static Turn turn(String speaker, Action action, String text, String... memories) {
    return new Turn(speaker, action, text, List.of(memories));
  }

  static Turn says(String speaker, String text, String... memories) {
    return turn(speaker, Action.SPEAKING, text, memories);
  }

  static Experience scene(Kind kind, Partner partner, List<String> present, Turn... turns) {
    return new Experience(
        "e1",
        kind,
        partner,
        "work",
        new Scene(
            Scene.Form.ONE_TO_ONE, "1861, May", "Leith, her shop", present, "It rains.", List.of()),
        List.of(turns),
        new Experience.Provenance("us", "by hand", "2026"));
  }

  static Experience talk(Turn... turns) {
    return scene(Kind.EXPERIENCE, Partner.PERIOD, List.of("Tom Rae"), turns);
  }

  /// Finds `found` whatever is said.
  static Retriever finding(Memory... found) {
    return new Retriever() {
      @Override
      public List<Recalled> recall(List<String> said, int most) {
        return Arrays.stream(found).limit(most).map(m -> new Recalled(m, 1)).toList();
      }

      @Override
      public void close() {}
    };
  }

  static Recipe recipe(Place place, double unrelated, double empty, LossOn loss, int window) {
    Recipe r = Recipe.defaults();
    Recipe.Data d = r.data();
    return r.with(
            new Recipe.Data(
                d.kinds(),
                List.of(),
                0.25,
                1,
                window,
                1,
                loss,
                1,
                d.order(),
                null,
                0,
                Recipe.Format.CHAT))
        .with(new Recipe.Recall(place, 0.5, 2, unrelated, empty, true, 0.5));
  }

  static Recipe plain() {
    return recipe(Place.BEFORE_REPLY, 0, 0, LossOn.OWN, 4096);
  }

  private AdaScenes() {}
}
