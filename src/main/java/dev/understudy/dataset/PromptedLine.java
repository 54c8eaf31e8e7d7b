package dev.understudy.dataset;

import dev.understudy.dataset.DatasetFormat.Columns;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Turn;
import dev.understudy.recall.Prompting;
import dev.understudy.recipe.Place;
import dev.understudy.recipe.Recipe.Format;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A scene as the public Character-LLM data has it for training: a prompt, and all turns in one
/// text.
final class PromptedLine {
  /// Ends a turn: plain text there, no token.
  static final String END = "<|eot|>";

  private final Prompting prompting;
  private final Columns columns;

  PromptedLine(CharacterSheet sheet, Columns columns) {
    this.prompting = new Prompting(sheet, Place.NONE, Format.SCRIPT);
    this.columns = columns;
  }

  Map<String, Object> of(Sample sample) {
    Experience e = sample.experience();
    var line = new LinkedHashMap<String, Object>();
    line.put("prompt", prompting.system(prompting.scene(e.scene()), List.of()));
    line.put("output", e.turns().stream().map(this::played).collect(Collectors.joining("\n")));
    line.put("source", e.id());
    if (columns.records()) {
      line.put(Extras.RECORD, Extras.whole(e));
    }
    return line;
  }

  private String played(Turn turn) {
    CharacterSheet sheet = prompting.sheet();
    String speaker = sheet.isNamed(turn.speaker()) ? sheet.name() : turn.speaker();
    // Said aloud, the mark would end the turn.
    String text = turn.text().replace(END, "<| eot |>");
    return Prompting.played(speaker, turn.action(), text) + END;
  }
}
