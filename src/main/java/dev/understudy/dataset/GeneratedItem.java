package dev.understudy.dataset;

import dev.understudy.dataset.DatasetFormat.Columns;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A scene as the public Character-LLM data has it before it is made ready for training.
final class GeneratedItem {
  private final CharacterSheet sheet;
  private final Columns columns;

  GeneratedItem(CharacterSheet sheet, Columns columns) {
    this.sheet = sheet;
    this.columns = columns;
  }

  Map<String, Object> of(Sample sample) {
    Experience e = sample.experience();
    var item = new LinkedHashMap<String, Object>();
    item.put("setting", List.of(e.scene().background()));
    item.put("dialogue", e.turns().stream().map(this::said).toList());
    item.put("location", location(e.scene()));
    item.put("source", e.id());
    if (columns.records()) {
      item.put(Extras.RECORD, Extras.whole(e));
    }
    return item;
  }

  private Map<String, Object> said(Turn turn) {
    var said = new LinkedHashMap<String, Object>();
    said.put("role", sheet.isNamed(turn.speaker()) ? sheet.name() : turn.speaker());
    said.put("action", "(" + turn.action().name().toLowerCase(Locale.ROOT) + ")");
    said.put("content", turn.text());
    return said;
  }

  private static String location(Scene scene) {
    return Stream.of(scene.place(), scene.time())
        .filter(part -> !part.isBlank())
        .collect(Collectors.joining(", "));
  }
}
