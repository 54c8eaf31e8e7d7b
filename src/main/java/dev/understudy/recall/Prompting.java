package dev.understudy.recall;

import dev.understudy.base.BaseModel;
import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Tokenizer;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import dev.understudy.recipe.Place;
import dev.understudy.recipe.Recipe.Format;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How a character is put before a base model: the texts of system, user and assistant messages.
/// Training and talk both go through here, so that a base meets in talk just what it was trained
/// on.
public record Prompting(CharacterSheet sheet, Place place, Format format) {
  /// Put in the place of memories where a line lies beyond his horizon: in his own voice, like
  /// them, and a fair answer should he only repeat it.
  public static final String UNKNOWN = "I know nothing of this.";

  private static final String LOCATION = "Location: ";
  private static final String STATUS = "Status: ";

  /// Whoever talks with a character and gives no name.
  public static final String VISITOR = "A visitor";

  private static final String REMEMBERING = "(remembering) ";

  private static final Pattern YEAR = Pattern.compile("\\b(\\d{4})\\b");
  private static final Pattern OWNER = Pattern.compile("\\b(?:his|her|their)\\b");

  public Prompting(CharacterSheet sheet, Place place) {
    this(sheet, place, Format.CHAT);
  }

  /// How the messages are laid out for `base`.
  public ChatTemplate template(BaseModel base, Tokenizer tokenizer) {
    return switch (format) {
      case CHAT -> ChatTemplate.of(base, tokenizer);
      case SCRIPT -> ChatTemplate.script(base, tokenizer);
    };
  }

  /// The system text: who he is, then the scene, then what he remembers if it stands there.
  public String system(String scene, List<String> remembered) {
    String base = format == Format.CHAT ? identity(scene) : metaPrompt(scene);
    return place == Place.SYSTEM && !remembered.isEmpty()
        ? base + " You remember: " + String.join(" ", remembered)
        : base;
  }

  private String identity(String scene) {
    return sheet.identity() + (scene.isBlank() ? "" : " " + scene.strip());
  }

  /// Who is to be played, where, how things stand, and that the rest is what happens: the parts
  /// Character-LLM's prompt has (Shao et al. 2023, appendix), in words of our own.
  private String metaPrompt(String scene) {
    String stands = scene.strip();
    return "Play %s. Speak, think and feel as %s does, know what %s knows, and nothing else.\n\n%s\n\nThis is what happens:"
        .formatted(
            sheet.name(),
            sheet.name(),
            sheet.name(),
            stands.startsWith(LOCATION) || stands.isEmpty() ? stands : STATUS + stands);
  }

  /// One line for a scene: when, how old he is, where, who is there, and what it is about. In a
  /// script its place and how things stand. What is not known is left out; where neither time nor
  /// place is, as in a talk got from elsewhere, what it is about stands alone.
  public String scene(Scene scene) {
    String where = joined(", ", yours(scene.place()), scene.time());
    if (where.isEmpty()) {
      return scene.background();
    }
    if (format == Format.SCRIPT) {
      return LOCATION + where + "\n" + STATUS + scene.background();
    }
    String when = scene.time().isBlank() ? "" : "It is " + scene.time() + aged(scene.time()) + ".";
    String place = scene.place().isBlank() ? "" : yours(scene.place()) + ".";
    String present =
        scene.present().isEmpty() ? "" : "Present: " + String.join(", ", scene.present()) + ".";
    return joined(" ", when, place, present, scene.background());
  }

  private String aged(String time) {
    return age(time).map(age -> "; you are " + age).orElse("");
  }

  private static String joined(String between, String... parts) {
    return Stream.of(parts).filter(part -> !part.isBlank()).collect(Collectors.joining(between));
  }

  /// The line before a reply that holds what he remembers ([Recollection#texts]); empty when there
  /// is nothing, or when it stands elsewhere.
  public String remembering(List<String> remembered) {
    return place == Place.BEFORE_REPLY && !remembered.isEmpty()
        ? REMEMBERING + String.join(" ", remembered) + "\n"
        : "";
  }

  /// A reply without the line that [#remembering] may have put before it.
  public static String withoutRemembered(String reply) {
    int end = reply.startsWith(REMEMBERING) ? reply.indexOf('\n') : -1;
    return end < 0 ? reply : reply.substring(end + 1);
  }

  /// One turn of a script.
  public static String played(String speaker, Turn.Action action, String text) {
    return "%s (%s): %s".formatted(speaker, action.name().toLowerCase(Locale.ROOT), text);
  }

  /// What a user of today says in a talk.
  public String asked(String said) {
    return format == Format.CHAT ? said : played(VISITOR, Turn.Action.SPEAKING, said);
  }

  /// What opens his next reply: in a script his name stands there.
  public String opening() {
    return format == Format.CHAT ? "" : played(sheet.name(), Turn.Action.SPEAKING, "").strip();
  }

  /// A reply of earlier in a talk.
  public String replied(String reply) {
    return format == Format.CHAT ? reply : opening() + " " + reply;
  }

  /// What a partner says, with the name in front when several are present.
  public static String heard(String speaker, String text, boolean several) {
    return several ? speaker + ": " + text : text;
  }

  /// What the character does: thinking and acting are marked, speech is plain.
  public static String done(Turn.Action action, String text) {
    return switch (action) {
      case SPEAKING -> text;
      case THINKING -> "(thinking) " + text;
      case ACTING -> "(acting) " + text;
    };
  }

  private Optional<Integer> age(String time) {
    Matcher year = YEAR.matcher(time);
    // A scene seldom tells its day: the middle of the year stands for it.
    return year.find()
        ? sheet
            .born()
            .map(born -> Period.between(born, LocalDate.of(Integer.parseInt(year.group(1)), 7, 1)))
            .map(Period::getYears)
        : Optional.empty();
  }

  /// Places are told of the character, the base is spoken to: "his rooms" are "your rooms".
  private static String yours(String place) {
    return OWNER.matcher(place).replaceAll("your");
  }
}
