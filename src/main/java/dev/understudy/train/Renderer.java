package dev.understudy.train;

import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Encoded;
import dev.understudy.model.Message;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.learn.Example;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import dev.understudy.recall.Mind;
import dev.understudy.recall.Prompting;
import dev.understudy.recipe.Recipe;
import dev.understudy.recipe.Recipe.LossOn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/// Turns experiences into examples in the base's own chat template: who he is and the scene as
/// system text, partners as user, his turns as assistant, with what he remembers before them.
///
/// What is drawn by lot (memories that are missing or do not fit, plain scenes) depends on the seed
/// and the experience's id alone.
public final class Renderer {
  private final Prompting prompting;
  private final Remembering remembering;
  private final ChatTemplate template;
  private final Tokenizer tokenizer;
  private final Recipe.Data data;

  /// `memories`: what may stand before a reply, [#told] of all. `mind`: with an index of the same
  /// ones.
  public Renderer(
      CharacterSheet sheet,
      List<Memory> memories,
      Mind mind,
      ChatTemplate template,
      Tokenizer tokenizer,
      Recipe recipe) {
    this.prompting = new Prompting(sheet, recipe.recall().place(), recipe.data().format());
    this.remembering = new Remembering(memories, mind, recipe.recall());
    this.template = template;
    this.tokenizer = tokenizer;
    this.data = recipe.data();
  }

  /// The memories training may use. Untold ones are kept out of it altogether, so that questions
  /// about them measure remembering alone.
  public static List<Memory> told(List<Memory> all) {
    return all.stream().filter(m -> m.weight() != Memory.Weight.UNTOLD).toList();
  }

  /// What came of a set of experiences, in their order.
  public record Renderings(List<Rendered> all, RenderReport report) {
    public Renderings {
      all = List.copyOf(all);
    }

    /// Some of them, with what is learnt marked.
    public List<MarkedExample> marked(Tokenizer tokenizer) {
      return MarkedExample.three(all, tokenizer);
    }

    public List<Example> examples() {
      return all.stream().map(Rendered::example).toList();
    }
  }

  /// What is learnt: scenes, and general pieces among them in the recipe's share.
  public Renderings learnt(Collection<Experience> experiences, long seed) {
    return render(experiences, data.replay(), seed);
  }

  /// Scenes without a turn of the character, and those of which not even the last exchange fits the
  /// window, are left out.
  public Renderings render(Collection<Experience> experiences, long seed) {
    return render(experiences, 0, seed);
  }

  private Renderings render(Collection<Experience> experiences, double replay, long seed) {
    var all = new ArrayList<Rendered>();
    var tally = new Tally();
    for (Experience e : experiences) {
      Script script = script(e, random(e, seed));
      tally.choices(e.kind(), script.choices());
      fitted(e, script).ifPresentOrElse(all::add, tally::left);
    }
    all.forEach(tally::rendered);
    List<Rendered> replayed = new General(template, tokenizer).replay(all.size(), replay, seed);
    replayed.forEach(tally::replayed);
    return new Renderings(General.spread(all, replayed), tally.report());
  }

  /// A scene before it is encoded: `shown` is what he remembers before each of his lines, empty for
  /// the partners'.
  private record Script(
      String scene, List<Line> lines, List<List<String>> shown, List<Remembering.Choice> choices) {}

  private static SplittableRandom random(Experience e, long seed) {
    byte[] key = (seed + " " + e.id()).getBytes(StandardCharsets.UTF_8);
    return new SplittableRandom(UUID.nameUUIDFromBytes(key).getMostSignificantBits());
  }

  private Script script(Experience e, SplittableRandom random) {
    List<Line> lines = lines(e);
    boolean plain = random.nextDouble() < data.plainScenes();
    String scene =
        plain && e.partner() == Experience.Partner.TODAY
            ? prompting.sheet().scene()
            : prompting.scene(e.scene());
    var heard = new ArrayList<String>();
    var shown = new ArrayList<List<String>>();
    var choices = new ArrayList<Remembering.Choice>();
    for (Line line : lines) {
      List<String> before = List.of();
      if (!line.own()) {
        heard.add(line.plain());
      } else if (!heard.isEmpty()) {
        var choice = remembering.before(line, heard, e, random);
        choices.add(choice);
        before = choice.texts();
      }
      shown.add(before);
    }
    return new Script(scene, lines, shown, choices);
  }

  private List<Line> lines(Experience e) {
    return switch (data.format()) {
      case CHAT -> Line.of(e, prompting.sheet());
      case SCRIPT -> Line.ofScript(e, prompting.sheet(), data.lossOn() == LossOn.ALL);
    };
  }

  /// Leaves out the oldest exchanges until the rest fits the window. Nothing when even the last one
  /// alone does not.
  private Optional<Rendered> fitted(Experience e, Script script) {
    List<Integer> starts = exchanges(script.lines());
    for (int dropped = 0; dropped < starts.size(); dropped++) {
      Rendered rendered = encoded(e, script, starts, dropped);
      if (rendered.example().tokens().length <= data.window()) {
        return Optional.of(rendered);
      }
    }
    return Optional.empty();
  }

  /// Where exchanges begin: at a partner's line, and at the first line.
  private static List<Integer> exchanges(List<Line> lines) {
    var starts = new ArrayList<Integer>();
    for (int i = 0; i < lines.size(); i++) {
      if (i == 0 || !lines.get(i).own()) {
        starts.add(i);
      }
    }
    return starts;
  }

  private Rendered encoded(Experience e, Script script, List<Integer> starts, int dropped) {
    int from = starts.get(dropped);
    var messages = new ArrayList<Message>();
    List<List<String>> shown = script.shown().subList(from, script.shown().size());
    List<Line> lines = script.lines().subList(from, script.lines().size());
    messages.add(Message.system(prompting.system(script.scene(), last(shown))));
    for (int i = 0; i < lines.size(); i++) {
      messages.add(
          lines.get(i).own()
              ? Message.assistant(prompting.remembering(shown.get(i)) + lines.get(i).text())
              : Message.user(lines.get(i).text()));
    }
    Encoded encoded = template.encodeWithSpans(messages);
    boolean[] target = new boolean[encoded.tokens().length];
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).own() || data.lossOn() == LossOn.ALL) {
        learn(target, encoded, i + 1, prompting.remembering(shown.get(i)));
      }
    }
    int prompt = encoded.messages().getFirst().to();
    return new Rendered(e.id(), new Example(encoded.tokens(), target), prompt, dropped);
  }

  /// Marks a message's content and the token that ends its turn, but not what is remembered at its
  /// beginning.
  private void learn(boolean[] target, Encoded encoded, int message, String remembered) {
    Encoded.Span span = encoded.messages().get(message);
    int from = span.from() + remembered(encoded.tokens(), span, remembered);
    // What a template writes before it ends the turn, such as a blank, must be written in talk,
    // too.
    Arrays.fill(target, from, span.end().isPresent() ? span.end().getAsInt() + 1 : span.to(), true);
  }

  /// How many tokens at the beginning of a message are what is remembered.
  private int remembered(int[] tokens, Encoded.Span span, String remembered) {
    int count = 0;
    while (span.from() + count < span.to()
        && said(tokens, span.from(), count) < remembered.length()) {
      count++;
    }
    return count;
  }

  private int said(int[] tokens, int from, int count) {
    // The first token may bring a blank along that the template writes before the content.
    return tokenizer.decode(Arrays.copyOfRange(tokens, from, from + count)).stripLeading().length();
  }

  /// For the system text: what stands before the last reply that has anything, as in talk the last
  /// question decides.
  private static List<String> last(List<List<String>> shown) {
    return shown.reversed().stream().filter(m -> !m.isEmpty()).findFirst().orElse(List.of());
  }
}
