package dev.understudy.model;

import dev.understudy.base.BaseModel;
import dev.understudy.model.template.Template;
import dev.understudy.model.template.TemplateException;
import dev.understudy.problem.UserException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Writes conversations the way a base was taught to read them: with its own chat template, whose
/// text alone may give special tokens. What messages say never does.
///
/// A base's default system text never appears: a conversation without a system message gets an
/// empty one.
///
/// A base without a template gets a plain one: `### role`, a line end, the content, the token that
/// ends a text, a line end.
public final class ChatTemplate {
  private static final String PLAIN =
      "{% for m in messages %}{{ '### ' + m['role'] + '\n' + m['content'] + eos_token + '\n' }}{% endfor %}"
          + "{% if add_generation_prompt %}{{ '### assistant\n' }}{% endif %}";

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

  private ChatTemplate(String where, Template template, ChatFormat format, RunEncoder encoder) {
    this.where = where;
    this.template = template;
    this.format = format;
    this.encoder = encoder;
  }

  /// @throws UserException when the base's template uses what is not understood here
  public static ChatTemplate of(BaseModel base, Tokenizer tokenizer) {
    return of(base.name(), ChatFormat.of(base), tokenizer);
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

  /// The tokens of a whole conversation, and which of them are whose.
  public Encoded encodeWithSpans(List<Message> messages) {
    return encodeWithSpans(messages, false);
  }

  public Encoded encodeWithSpans(List<Message> messages, boolean reply) {
    List<Message> all = withSystem(messages);
    Encoded encoded = encoder.encode(pieces(all, reply), all.size());
    int added = all.size() - messages.size();
    return new Encoded(encoded.tokens(), encoded.messages().subList(added, all.size()));
  }

  /// The conversation as text, for people to look at. Not to be encoded again: contents could pose
  /// as special tokens.
  public String text(List<Message> messages, boolean reply) {
    StringBuilder text = new StringBuilder();
    pieces(withSystem(messages), reply).forEach(piece -> text.append(piece.text()));
    return text.toString();
  }

  private static List<Message> withSystem(List<Message> messages) {
    if (!messages.isEmpty() && messages.getFirst().role() == Role.SYSTEM) {
      return messages;
    }
    List<Message> all = new ArrayList<>();
    all.add(Message.system(""));
    all.addAll(messages);
    return all;
  }

  /// What the template writes, cut at the contents.
  private List<Piece> pieces(List<Message> messages, boolean reply) {
    String rendered = render(messages, reply);
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

  private String render(List<Message> messages, boolean reply) {
    List<Map<String, Object>> turns = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      turns.add(
          Map.of(
              "role", messages.get(i).role().word(), "content", SPACE + OPEN + i + CLOSE + SPACE));
    }
    Map<String, Object> values = new HashMap<>();
    values.put("messages", turns);
    values.put("add_generation_prompt", reply);
    values.put("bos_token", format.beginning());
    values.put("eos_token", format.end());
    try {
      return template.render(values);
    } catch (TemplateException e) {
      throw refused(where, e);
    }
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
