package dev.understudy.dataset;

import dev.understudy.person.Experience;
import dev.understudy.store.Json;
import java.util.Map;

/// What is kept beside a conversation, so that nothing of the experience is lost.
final class Extras {
  /// The experience as JSON text: a text, so that every record of a file has the same columns.
  static final String RECORD = "record";

  static final String ID = "id";
  static final String KIND = "kind";
  static final String CATEGORY = "category";

  private Extras() {}

  static void putLabels(Map<String, Object> record, Experience e) {
    record.put(ID, e.id());
    record.put(KIND, kind(e));
    record.put(CATEGORY, e.category());
  }

  /// As our own files have it.
  static String kind(Experience e) {
    return Json.mapper().convertValue(e.kind(), String.class);
  }

  static String whole(Experience e) {
    return Json.line(e);
  }
}
