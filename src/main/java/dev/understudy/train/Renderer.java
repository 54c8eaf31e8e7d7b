package dev.understudy.train;

import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Encoded;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.learn.Example;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import dev.understudy.recall.Conversation;
import dev.understudy.recall.Mind;
import dev.understudy.recipe.Recipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Turns experiences into examples: [Conversations] in the base's own chat template.
public final class Renderer {
  private final Conversations conversations;
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
    this.conversations = new Conversations(sheet, memories, mind, recipe);
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
      Conversations.Script script = conversations.script(e, seed);
      tally.choices(e.kind(), script.choices());
      fitted(e, script).ifPresentOrElse(all::add, tally::left);
    }
    all.forEach(tally::rendered);
    List<Rendered> replayed = new General(template, tokenizer).replay(all.size(), replay, seed);
    replayed.forEach(tally::replayed);
    return new Renderings(General.spread(all, replayed), tally.report());
  }

  /// Leaves out the oldest exchanges until the rest fits the window. Nothing when even the last one
  /// alone does not.
  private Optional<Rendered> fitted(Experience e, Conversations.Script script) {
    for (int dropped = 0; dropped < script.exchanges(); dropped++) {
      Rendered rendered = encoded(e, conversations.from(script, dropped), dropped);
      if (rendered.example().tokens().length <= data.window()) {
        return Optional.of(rendered);
      }
    }
    return Optional.empty();
  }

  private Rendered encoded(Experience e, Conversation told, int dropped) {
    Encoded encoded = template.encodeWithSpans(told.messages());
    boolean[] target = new boolean[encoded.tokens().length];
    for (int i = 0; i < told.parts().size(); i++) {
      Conversation.Part part = told.parts().get(i);
      if (part.learnt()) {
        learn(target, encoded, i, part.remembered());
      }
    }
    int prompt = encoded.messages().getFirst().to();
    return new Rendered(e.id(), new Example(encoded.tokens(), target), prompt, dropped);
  }

  /// Marks a message's content and the token that ends its turn, but not what is remembered at its
  /// beginning.
  private void learn(boolean[] target, Encoded encoded, int message, int remembered) {
    Encoded.Span span = encoded.messages().get(message);
    int from = span.from() + remembered(encoded.tokens(), span, remembered);
    // What a template writes before it ends the turn, such as a blank, must be written in talk,
    // too.
    Arrays.fill(target, from, span.end().isPresent() ? span.end().getAsInt() + 1 : span.to(), true);
  }

  /// How many tokens at the beginning of a message are what is remembered.
  private int remembered(int[] tokens, Encoded.Span span, int remembered) {
    int count = 0;
    while (span.from() + count < span.to() && said(tokens, span.from(), count) < remembered) {
      count++;
    }
    return count;
  }

  private int said(int[] tokens, int from, int count) {
    // The first token may bring a blank along that the template writes before the content.
    return tokenizer.decode(Arrays.copyOfRange(tokens, from, from + count)).stripLeading().length();
  }
}
