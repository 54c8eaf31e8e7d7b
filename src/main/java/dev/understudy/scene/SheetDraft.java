package dev.understudy.scene;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.CharacterSheet.Kind;
import dev.understudy.person.Horizon;
import dev.understudy.person.Passage;
import dev.understudy.person.Rejection;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A sheet while it is being drafted. Fields that the user gave are never touched.
final class SheetDraft {
  private static final int LONGEST_LIFE = 120;

  private final SheetStage.Input input;
  private final Given given;
  private final String language;
  private final List<Rejection> rejections = new ArrayList<>();
  private final List<String> open = new ArrayList<>();
  private List<String> aliases;
  private Optional<Kind> kind;
  private Optional<LocalDate> born;
  private Optional<LocalDate> died;
  private Optional<Horizon> horizon;
  private Optional<String> identity;
  private Optional<String> scene;

  SheetDraft(SheetStage.Input input, Optional<String> language) {
    this.input = input;
    this.given = input.given();
    this.language = language.orElse("en");
    this.aliases = given.aliases().orElse(List.of());
    this.kind = given.kind();
    this.born = given.born();
    this.died = given.died();
    this.horizon = given.horizon();
    this.identity = given.identity();
    this.scene = given.scene();
    if (language.isEmpty()) {
      open.add("language: can't be told from the passages, English is taken");
    }
  }

  void takeFacts(Answer<FactsReply> answer) {
    switch (answer) {
      case Answer.Unread<FactsReply> unread -> reject("format", unread.why(), unread.found());
      case Answer.Read<FactsReply> read -> take(read.value());
    }
  }

  private void take(FactsReply facts) {
    kind = kind.or(() -> Optional.of(facts.kind()));
    if (born.isEmpty()) {
      born = date("born", facts.born(), false).filter(date -> isPossible("born", date));
    }
    boolean mayHaveDied = given.kind().filter(Kind.LIVING::equals).isEmpty();
    if (died.isEmpty() && mayHaveDied) {
      died = date("died", facts.died(), true).filter(date -> isPossible("died", date));
    }
    if (given.aliases().isEmpty()) {
      aliases = aliases(facts.aliases());
    }
  }

  private Optional<LocalDate> date(String field, ClaimedDate claimed, boolean death) {
    if (claimed.isUnknown()) {
      return Optional.empty();
    }
    Optional<ClaimedDate> found = claimed.in(input.texts());
    if (found.isEmpty() || !found.get().namesItsYear()) {
      String wrong = found.isEmpty() ? " is in no passage: " : " names no such year: ";
      reject(
          field,
          "the quote that is to prove " + claimed.date() + wrong + claimed.quote(),
          claimed.date());
      return Optional.empty();
    }
    ClaimedDate.Proved proved = found.get().proved(death, language);
    if (!proved.whole()) {
      open.add(field + ": the day is not known, " + proved.date() + " is taken");
    }
    return Optional.of(proved.date());
  }

  private boolean isPossible(String field, LocalDate date) {
    boolean late = date.isAfter(input.today());
    boolean reversed = field.equals("died") && born.filter(b -> b.isAfter(date)).isPresent();
    boolean old =
        field.equals("died")
            && born.filter(b -> b.plusYears(LONGEST_LIFE).isBefore(date)).isPresent();
    if (late || reversed || old) {
      String why = late ? "is yet to come" : reversed ? "is before the birth" : "is no age of man";
      reject(field, date + " " + why, date.toString());
    }
    return !late && !reversed && !old;
  }

  private List<String> aliases(List<String> told) {
    var check = new AliasCheck(given.name(), input.texts());
    var kept = new ArrayList<String>();
    for (String alias : told) {
      Optional<String> refused = check.refused(alias);
      refused.ifPresent(why -> reject("aliases", "\"" + alias + "\" " + why, alias));
      if (refused.isEmpty() && !kept.contains(alias) && !alias.equals(given.name())) {
        kept.add(alias);
      }
    }
    return List.copyOf(kept);
  }

  /// What follows from the dates.
  void concludeFacts() {
    if (given.kind().isEmpty()) {
      kind = Optional.of(kindByDates());
    }
    boolean fictional = kind.filter(Kind.FICTIONAL::equals).isPresent();
    if (horizon.isEmpty()) {
      horizon = until().map(date -> new Horizon(Optional.of(date), Optional.empty()));
    }
    if (horizon.isEmpty() && !fictional) {
      open.add("horizon: no date of death, nor a last date in the sources of somebody living");
    }
    if (born.isEmpty() && !fictional) {
      open.add("born: proved by no passage");
    }
    if (died.isEmpty() && !fictional && kind.filter(Kind.LIVING::equals).isEmpty()) {
      open.add("died: proved by no passage");
    }
  }

  /// Nobody has died and lives, nor lives after a hundred and twenty years. Who is known from
  /// letters and chats alone is a private person.
  private Kind kindByDates() {
    boolean dead =
        died.isPresent()
            || born.filter(b -> b.plusYears(LONGEST_LIFE).isBefore(input.today())).isPresent();
    boolean isPrivate =
        !input.passages().isEmpty() && input.passages().stream().allMatch(SheetDraft::isPersonal);
    Kind gone = isPrivate ? Kind.DEPARTED : Kind.HISTORICAL;
    if (kind.isEmpty()) {
      open.add("kind: nothing tells it");
      return dead || !isPrivate ? gone : Kind.LIVING;
    }
    return switch (kind.get()) {
      case LIVING -> dead ? gone : Kind.LIVING;
      case HISTORICAL, DEPARTED, FICTIONAL -> kind.get();
    };
  }

  private static boolean isPersonal(Passage passage) {
    return passage.origin().filter(Passage.Origin::personal).isPresent();
  }

  private Optional<LocalDate> until() {
    boolean living = kind.filter(Kind.LIVING::equals).isPresent();
    return died.or(
        () -> living ? LastDate.of(input.passages(), input.today()) : Optional.<LocalDate>empty());
  }

  void takeWords(Answer<WordsReply> answer) {
    switch (answer) {
      case Answer.Unread<WordsReply> unread -> reject("format", unread.why(), unread.found());
      case Answer.Read<WordsReply> read -> take(read.value());
    }
  }

  private void take(WordsReply words) {
    var check = new WordsCheck(sheet(), input.texts());
    if (identity.isEmpty()) {
      identity = unlessRefused("identity", words.identity(), check.identity(words.identity()));
    }
    if (scene.isEmpty()) {
      scene = unlessRefused("scene", words.scene(), check.scene(words.scene()));
    }
    boolean worldless = horizon.flatMap(Horizon::world).isEmpty() && given.horizon().isEmpty();
    if (kind.filter(Kind.FICTIONAL::equals).isPresent() && worldless) {
      Optional<String> world =
          unlessRefused("horizon", words.world(), check.supported(words.world()))
              .filter(told -> !Words.plain(told).equals("real"));
      horizon = Optional.of(new Horizon(horizon.flatMap(Horizon::until), world));
    }
  }

  private Optional<String> unlessRefused(String field, String text, Optional<String> refused) {
    refused.ifPresent(why -> reject(field, why, text));
    return refused.isPresent() ? Optional.empty() : Optional.of(text);
  }

  boolean lacksWords() {
    return identity.isEmpty() || scene.isEmpty();
  }

  CharacterSheet sheet() {
    return new CharacterSheet(
        given.id(),
        given.name(),
        aliases,
        kind.orElse(Kind.HISTORICAL),
        born,
        died,
        horizon.orElse(new Horizon(Optional.empty(), Optional.empty())),
        language,
        identity.orElse("You are " + given.name() + "."),
        scene.orElse("Somebody has come to talk with you."),
        given.consent());
  }

  SheetStage.Draft done() {
    if (identity.isEmpty()) {
      open.add("identity: none that can be used, the name alone is told");
    }
    if (scene.isEmpty()) {
      open.add("scene: none that can be used, a visitor is taken");
    }
    if (kind.filter(Kind.FICTIONAL::equals).isPresent()
        && horizon.flatMap(Horizon::world).isEmpty()) {
      open.add("horizon: the world of this person of fiction is not known");
    }
    return new SheetStage.Draft(sheet(), rejections, open);
  }

  private void reject(String filter, String reason, String found) {
    rejections.add(new Rejection(given.id(), SheetStage.STAGE, filter, reason, found));
  }
}
