package dev.understudy.train;

import dev.understudy.model.Message;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import dev.understudy.recall.Conversation;
import dev.understudy.recall.Mind;
import dev.understudy.recall.Prompting;
import dev.understudy.recipe.Recipe;
import dev.understudy.recipe.Recipe.LossOn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/// Turns experiences into conversations: who he is and the scene as system text, partners as user,
/// his turns as assistant, with what he remembers before them.
///
/// What is drawn by lot (memories that are missing or do not fit, plain scenes) depends on the seed
/// and the experience's id alone. Not more than one thread at a time, as [Mind] is.
public final class Conversations {
  private final Prompting prompting;
  private final Remembering remembering;
  private final Recipe.Data data;

  /// `memories`: what may stand before a reply, [Renderer#told] of all. `mind`: with an index of
  /// the same ones.
  public Conversations(CharacterSheet sheet, List<Memory> memories, Mind mind, Recipe recipe) {
    this.prompting = new Prompting(sheet, recipe.recall().place(), recipe.data().format());
    this.remembering = new Remembering(memories, mind, recipe.recall());
    this.data = recipe.data();
  }

  public CharacterSheet sheet() {
    return prompting.sheet();
  }

  /// The whole scene, however long. Empty when the character has no turn in it.
  public Optional<Conversation> of(Experience e, long seed) {
    Script script = script(e, seed);
    return script.exchanges() == 0 ? Optional.empty() : Optional.of(from(script, 0));
  }

  /// A scene before it is put into messages: `shown` is what he remembers before each of his lines,
  /// empty for the partners'; `starts` is where exchanges begin.
  record Script(
      String scene,
      List<Line> lines,
      List<List<String>> shown,
      List<Integer> starts,
      List<Remembering.Choice> choices) {
    /// How many exchanges there are; 0 when the character has no turn.
    int exchanges() {
      return starts.size();
    }
  }

  Script script(Experience e, long seed) {
    SplittableRandom random = random(e, seed);
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
    return new Script(scene, lines, shown, exchanges(lines), choices);
  }

  private static SplittableRandom random(Experience e, long seed) {
    byte[] key = (seed + " " + e.id()).getBytes(StandardCharsets.UTF_8);
    return new SplittableRandom(UUID.nameUUIDFromBytes(key).getMostSignificantBits());
  }

  private List<Line> lines(Experience e) {
    return switch (data.format()) {
      case CHAT -> Line.of(e, prompting.sheet());
      case SCRIPT -> Line.ofScript(e, prompting.sheet(), data.lossOn() == LossOn.ALL);
    };
  }

  /// At a partner's line, and at the first line.
  private static List<Integer> exchanges(List<Line> lines) {
    var starts = new ArrayList<Integer>();
    for (int i = 0; i < lines.size(); i++) {
      if (i == 0 || !lines.get(i).own()) {
        starts.add(i);
      }
    }
    return starts;
  }

  /// What is left of a scene without its `dropped` oldest exchanges.
  Conversation from(Script script, int dropped) {
    int from = script.starts().get(dropped);
    List<List<String>> shown = script.shown().subList(from, script.shown().size());
    List<Line> lines = script.lines().subList(from, script.lines().size());
    var parts = new ArrayList<Conversation.Part>();
    Message system = Message.system(prompting.system(script.scene(), last(shown)));
    parts.add(new Conversation.Part(system, false, 0));
    for (int i = 0; i < lines.size(); i++) {
      parts.add(part(lines.get(i), prompting.remembering(shown.get(i))));
    }
    return new Conversation(parts);
  }

  private Conversation.Part part(Line line, String remembered) {
    Message message =
        line.own() ? Message.assistant(remembered + line.text()) : Message.user(line.text());
    boolean learnt = line.own() || data.lossOn() == LossOn.ALL;
    return new Conversation.Part(message, learnt, remembered.length());
  }

  /// For the system text: what stands before the last reply that has anything, as in talk the last
  /// question decides.
  private static List<String> last(List<List<String>> shown) {
    return shown.reversed().stream().filter(m -> !m.isEmpty()).findFirst().orElse(List.of());
  }
}
