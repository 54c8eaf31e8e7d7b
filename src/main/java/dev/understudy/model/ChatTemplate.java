package dev.understudy.model;

import dev.understudy.base.BaseModel;
import dev.understudy.model.template.Template;
import dev.understudy.model.template.TemplateException;
import dev.understudy.problem.UserException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Writes conversations the way a base was taught to read them: with its own chat template, whose
/// text alone may give special tokens. What messages say never does.
///
/// A base's default system text never appears: a conversation without a system message gets an
/// empty one. Where a template refuses or leaves out what the system says, be it only in some
/// conversations, it goes before the first user's words in all of them; where a user must speak
/// first and does not, he gets an empty turn. Bases that can think aloud are asked not to.
///
/// A base without a template gets a plain one: `### role`, a line end, the content, the token that
/// ends a text, a line end.
public final class ChatTemplate {
  private static final String PLAIN =
      "{% for m in messages %}{{ '### ' + m['role'] + '\n' + m['content'] + eos_token + '\n' }}{% endfor %}"
          + "{% if add_generation_prompt %}{{ '### assistant\n' }}{% endif %}";

  private static final String SCRIPT =
      "{% for m in messages %}{{ m['content'] + ('\n\n' if m['role'] == 'system' else eos_token + '\n') }}{% endfor %}";

  /// Stands for a message's content while the template is rendered. Private-use characters: in no
  /// real template.
  private static final String OPEN = "\uE0F0";

  private static final String CLOSE = "\uE0F1";

  /// White space no template writes. Whether it is still there afterwards tells whether the
  /// template trims contents.
  private static final String SPACE = "\u2003\u2005";

  private static final Pattern PLACE =
      Pattern.compile("(" + SPACE + ")?" + OPEN + "(\\d+)" + CLOSE + "(" + SPACE + ")?");

  private final String where;
  private final Template template;
  private final ChatFormat format;
  private final RunEncoder encoder;
  private final boolean hasSystem;
  private final boolean userFirst;

  private ChatTemplate(String where, Template template, ChatFormat format, RunEncoder encoder) {
    this.where = where;
    this.template = template;
    this.format = format;
    this.encoder = encoder;
    hasSystem = shows(Role.SYSTEM, Role.USER) && shows(Role.SYSTEM, Role.USER, Role.ASSISTANT);
    userFirst = !shows(Role.ASSISTANT, Role.USER, Role.ASSISTANT);
  }

  /// @throws UserException when the base's template uses what is not understood here
  public static ChatTemplate of(BaseModel base, Tokenizer tokenizer) {
    return of(base.name(), ChatFormat.of(base), tokenizer);
  }

  /// Contents alone, one turn a line, each closed by the token that ends a turn; an empty line
  /// comes after the system text. Whoever speaks must be named in the content.
  public static ChatTemplate script(BaseModel base, Tokenizer tokenizer) {
    ChatFormat format = ChatFormat.of(base);
    return of(
        base.name(),
        new ChatFormat(Optional.of(SCRIPT), format.beginning(), format.end()),
        tokenizer);
  }

  static ChatTemplate of(String where, ChatFormat format, Tokenizer tokenizer) {
    try {
      Template template = Template.parse(format.template().orElse(PLAIN));
      return new ChatTemplate(where, template, format, new RunEncoder(tokenizer));
    } catch (TemplateException e) {
      throw refused(where, e);
    }
  }

  /// The tokens of a conversation. With `reply`, what opens the assistant's next turn follows.
  public int[] encode(List<Message> messages, boolean reply) {
    return encodeWithSpans(messages, reply).tokens();
  }

  /// The tokens of a conversation and of what the assistant's next turn begins with: those a
  /// finished conversation has up to there, blanks before the content included.
  public int[] encode(List<Message> messages, String begun) {
    if (begun.isEmpty()) {
      return encode(messages, true);
    }
    List<Message> all = new ArrayList<>(messages);
    all.add(Message.assistant(begun));
    List<Piece> before = new ArrayList<>();
    for (Piece piece : pieces(all, false)) {
      if (piece.message() == messages.size()) {
        break;
      }
      before.add(piece);
    }
    before.add(new Piece(begun, messages.size()));
    return encoder.encode(before, all.size()).tokens();
  }

  /// The tokens of a whole conversation, and which of them are whose.
  public Encoded encodeWithSpans(List<Message> messages) {
    return encodeWithSpans(messages, false);
  }

  public Encoded encodeWithSpans(List<Message> messages, boolean reply) {
    return encoder.encode(pieces(messages, reply), messages.size());
  }

  /// The conversation as text, for people to look at. Not to be encoded again: contents could pose
  /// as special tokens.
  public String text(List<Message> messages, boolean reply) {
    StringBuilder text = new StringBuilder();
    pieces(messages, reply).forEach(piece -> text.append(piece.text()));
    return text.toString();
  }

  /// A turn as the template is shown it: messages, by number, which follow one another.
  private record Turn(Role role, List<Integer> messages) {
    String content() {
      return messages.isEmpty()
          ? ""
          : messages.stream()
              .map(i -> OPEN + i + CLOSE)
              .collect(Collectors.joining("\n\n", SPACE, SPACE));
    }
  }

  /// As the template can take them.
  private List<Turn> turns(List<Message> messages) {
    Deque<Turn> turns = new ArrayDeque<>();
    List<Integer> system = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      if (i == 0 && messages.getFirst().role() == Role.SYSTEM) {
        system.add(i);
      } else {
        turns.add(new Turn(messages.get(i).role(), List.of(i)));
      }
    }
    boolean moved = !hasSystem && !system.isEmpty() && !messages.getFirst().content().isBlank();
    boolean byUser = !turns.isEmpty() && turns.getFirst().role() == Role.USER;
    if ((moved || userFirst) && !byUser) {
      turns.addFirst(new Turn(Role.USER, List.of()));
    }
    if (moved) {
      system.addAll(turns.removeFirst().messages());
      turns.addFirst(new Turn(Role.USER, system));
    } else if (hasSystem) {
      turns.addFirst(new Turn(Role.SYSTEM, system));
    }
    return List.copyOf(turns);
  }

  /// Whether the template takes such a conversation and leaves nothing of it out.
  private boolean shows(Role... roles) {
    List<Turn> turns = new ArrayList<>();
    for (Role role : roles) {
      turns.add(new Turn(role, List.of(turns.size())));
    }
    try {
      String rendered = render(turns, roles[roles.length - 1] == Role.USER);
      return PLACE.matcher(rendered).results().map(r -> r.group(2)).distinct().count()
          == roles.length;
    } catch (TemplateException e) {
      return false;
    }
  }

  /// What the template writes, cut at the contents.
  private List<Piece> pieces(List<Message> messages, boolean reply) {
    String rendered;
    try {
      rendered = render(turns(messages), reply);
    } catch (TemplateException e) {
      throw refused(where, e);
    }
    List<Piece> pieces = new ArrayList<>();
    Matcher place = PLACE.matcher(rendered);
    int end = 0;
    while (place.find()) {
      pieces.add(Piece.ofTemplate(rendered.substring(end, place.start())));
      int index = Integer.parseInt(place.group(2));
      String content = messages.get(index).content();
      content = place.group(1) == null ? content.stripLeading() : content;
      content = place.group(3) == null ? content.stripTrailing() : content;
      pieces.add(new Piece(content, index));
      end = place.end();
    }
    pieces.add(Piece.ofTemplate(rendered.substring(end)));
    return pieces;
  }

  private String render(List<Turn> turns, boolean reply) {
    Map<String, Object> values = new HashMap<>();
    values.put(
        "messages",
        turns.stream()
            .map(turn -> Map.of("role", turn.role().word(), "content", turn.content()))
            .toList());
    values.put("add_generation_prompt", reply);
    values.put("enable_thinking", false);
    values.put("bos_token", format.beginning());
    values.put("eos_token", format.end());
    return template.render(values);
  }

  private static UserException refused(String where, TemplateException e) {
    return new UserException(
        where + ", chat template",
        e.reason(),
        "Choose another base, e.g. the alias smollm2-135m.",
        e);
  }

  /// A stretch of the template's own text (`message` is -1) or a message's content.
  record Piece(String text, int message) {
    static Piece ofTemplate(String text) {
      return new Piece(text, -1);
    }

    boolean isTemplate() {
      return message < 0;
    }
  }
}
