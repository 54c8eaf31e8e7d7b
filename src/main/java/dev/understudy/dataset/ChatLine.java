package dev.understudy.dataset;

import dev.understudy.dataset.DatasetFormat.Columns;
import dev.understudy.model.Role;
import dev.understudy.recall.Conversation.Part;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// A conversation as one record of a file for other trainers.
final class ChatLine {
  private ChatLine() {}

  static Map<String, Object> messages(Sample sample, Columns columns) {
    return record(sample, columns, "messages", part -> message(part, columns));
  }

  static Map<String, Object> shareGpt(Sample sample, Columns columns) {
    return record(sample, columns, "conversations", part -> turn(part, columns));
  }

  private static Map<String, Object> record(
      Sample sample, Columns columns, String name, Function<Part, Map<String, Object>> shape) {
    var record = new LinkedHashMap<String, Object>();
    if (columns.records()) {
      Extras.putLabels(record, sample.experience());
    }
    record.put(name, sample.conversation().parts().stream().map(shape).toList());
    if (columns.records()) {
      record.put(Extras.RECORD, Extras.whole(sample.experience()));
    }
    return record;
  }

  private static Map<String, Object> message(Part part, Columns columns) {
    var message = new LinkedHashMap<String, Object>();
    message.put("role", part.message().role().word());
    message.put("content", part.message().content());
    mark(message, part, columns);
    return message;
  }

  private static Map<String, Object> turn(Part part, Columns columns) {
    var turn = new LinkedHashMap<String, Object>();
    turn.put("from", from(part.message().role()));
    turn.put("value", part.message().content());
    mark(turn, part, columns);
    return turn;
  }

  private static String from(Role role) {
    return switch (role) {
      case SYSTEM -> "system";
      case USER -> "human";
      case ASSISTANT -> "gpt";
    };
  }

  /// As axolotl reads it from a column of this name: stretches of the content in code points, both
  /// ends counted in.
  private static void mark(Map<String, Object> message, Part part, Columns columns) {
    if (!columns.marks()) {
      return;
    }
    String content = part.message().content();
    int length = content.codePointCount(0, content.length());
    int from = part.learnt() ? content.codePointCount(0, part.remembered()) : length;
    message.put(
        "train_detail",
        from == 0
            ? List.of(stretch(0, length, true))
            : from >= length
                ? List.of(stretch(0, length, false))
                : List.of(stretch(0, from, false), stretch(from, length, true)));
  }

  private static Map<String, Object> stretch(int from, int to, boolean learnt) {
    var stretch = new LinkedHashMap<String, Object>();
    stretch.put("begin_offset", from);
    stretch.put("end_offset", Math.max(from, to - 1));
    stretch.put("train", learnt);
    return stretch;
  }
}
