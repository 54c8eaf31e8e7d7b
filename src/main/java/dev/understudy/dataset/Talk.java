package dev.understudy.dataset;

import dev.understudy.dataset.ChatRecord.Said;
import dev.understudy.model.Role;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import dev.understudy.person.Turn.Action;
import dev.understudy.recall.Prompting;
import dev.understudy.recipe.Place;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes a scene and turns of a conversation: the way back of what training and talk do with an
/// experience ([Prompting]). A text is only taken apart where putting it together again gives the
/// same text, so that what was made elsewhere is learnt as it stands.
final class Talk {
  /// As [Prompting#scene] writes it.
  private static final Pattern SCENE =
      Pattern.compile("(?s)It is (.+?)(?:; you are \\d+)?\\. (.+?)\\. Present: (.+?)\\.(?: (.*))?");

  private static final Pattern MARK = Pattern.compile("(?s)\\((thinking|acting)\\) (.*)");

  private final Importing importing;
  private final Prompting prompting;

  Talk(Importing importing) {
    this.importing = importing;
    this.prompting = new Prompting(importing.sheet(), Place.BEFORE_REPLY);
  }

  record Played(Scene scene, List<Turn> turns) {
    Played {
      turns = List.copyOf(turns);
    }
  }

  Played of(String system, List<Said> said) {
    Scene told = scene(withoutIdentity(system.strip()));
    Set<String> names = Speakers.named(said, told.present());
    var turns = new ArrayList<Turn>();
    for (Said one : said) {
      turns.addAll(
          one.role() == Role.ASSISTANT ? own(one.text()) : partners(one.text(), told, names));
    }
    var present = new LinkedHashSet<>(told.present());
    present.addAll(importing.present(turns));
    List<String> all = List.copyOf(present);
    return new Played(
        new Scene(
            Importing.form(all), told.time(), told.place(), all, told.background(), List.of()),
        turns);
  }

  /// Who he is stands before every scene anyway.
  private String withoutIdentity(String system) {
    String identity = importing.sheet().identity();
    return system.startsWith(identity) ? system.substring(identity.length()).strip() : system;
  }

  private Scene scene(String text) {
    Matcher parts = SCENE.matcher(text);
    if (parts.matches()) {
      List<String> present = List.of(parts.group(3).split(", "));
      String background = parts.group(4) == null ? "" : parts.group(4);
      Scene scene = plain(parts.group(1), parts.group(2), present, background);
      if (prompting.scene(scene).equals(text)) {
        return scene;
      }
    }
    return plain("", "", List.of(), text);
  }

  private static Scene plain(String time, String place, List<String> present, String background) {
    return new Scene(Scene.Form.ONE_TO_ONE, time, place, present, background, List.of());
  }

  /// His thoughts and doings are marked where they begin a line.
  private List<Turn> own(String message) {
    String said = withoutName(Prompting.withoutRemembered(message));
    return marked(importing.sheet().name(), said, true);
  }

  private static List<Turn> marked(String speaker, String said, boolean thinks) {
    var turns = new ArrayList<Turn>();
    for (String line : said.split("\n", -1)) {
      Matcher mark = MARK.matcher(line);
      if (mark.matches() && (thinks || action(mark) == Action.ACTING)) {
        turns.add(turn(speaker, action(mark), mark.group(2)));
      } else if (turns.isEmpty() || turns.getLast().action() != Action.SPEAKING) {
        turns.add(turn(speaker, Action.SPEAKING, line));
      } else {
        turns.add(turn(speaker, Action.SPEAKING, turns.removeLast().text() + "\n" + line));
      }
    }
    boolean whole = turns.stream().noneMatch(t -> t.text().isBlank());
    return whole ? turns : List.of(turn(speaker, Action.SPEAKING, said));
  }

  /// His own name before his words says nothing: the chat template tells who speaks.
  private String withoutName(String said) {
    Matcher named = Speakers.NAME.matcher(said);
    return named.lookingAt() && importing.isOwn(named.group(1)) && named.end() < said.length()
        ? said.substring(named.end())
        : said;
  }

  /// Where several are present, a name stands before each turn: what follows is one.
  private List<Turn> partners(String message, Scene told, Set<String> names) {
    String only = told.present().size() == 1 ? told.present().getFirst() : importing.partner();
    if (names.size() < 2) {
      Speakers.Piece whole = Speakers.pieces(message, names, only).getFirst();
      return marked(whole.speaker(), whole.text(), false);
    }
    var turns = new ArrayList<Turn>();
    for (Speakers.Piece piece : Speakers.pieces(message, names, only)) {
      Matcher mark = MARK.matcher(piece.text());
      boolean acts = mark.matches() && action(mark) == Action.ACTING;
      turns.add(
          acts
              ? turn(piece.speaker(), Action.ACTING, mark.group(2))
              : turn(piece.speaker(), Action.SPEAKING, piece.text()));
    }
    return turns;
  }

  private static Action action(Matcher mark) {
    return mark.group(1).equals("thinking") ? Action.THINKING : Action.ACTING;
  }

  private static Turn turn(String speaker, Action action, String text) {
    return new Turn(speaker, action, text, List.of());
  }
}
