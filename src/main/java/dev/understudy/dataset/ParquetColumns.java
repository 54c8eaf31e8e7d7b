package dev.understudy.dataset;

import dev.understudy.store.Json;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Rows of Parquet as JSON records, so that all else reads them as it reads lines.
final class ParquetColumns {
  /// All that a reader of records looks at.
  static final List<String> KNOWN =
      List.of(
          Extras.RECORD,
          Extras.KIND,
          Extras.CATEGORY,
          "messages",
          "conversations",
          "system",
          "prompt",
          "output",
          "setting",
          "dialogue",
          "location");

  private ParquetColumns() {}

  static MessageType known(MessageType schema) {
    return new MessageType(
        schema.getName(),
        schema.getFields().stream().filter(field -> KNOWN.contains(field.getName())).toList());
  }

  static JsonNode json(Group row) {
    ObjectNode record = Json.mapper().createObjectNode();
    GroupType type = row.getType();
    for (int field = 0; field < type.getFieldCount(); field++) {
      if (type.getType(field).isRepetition(Type.Repetition.REPEATED)) {
        record.set(type.getFieldName(field), all(row, field));
      } else if (row.getFieldRepetitionCount(field) > 0) {
        record.set(type.getFieldName(field), value(row, field, 0));
      }
    }
    return record;
  }

  private static ArrayNode all(Group group, int field) {
    ArrayNode all = Json.mapper().createArrayNode();
    for (int i = 0; i < group.getFieldRepetitionCount(field); i++) {
      all.add(value(group, field, i));
    }
    return all;
  }

  private static JsonNode value(Group group, int field, int index) {
    Type type = group.getType().getType(field);
    if (!type.isPrimitive()) {
      Group inner = group.getGroup(field, index);
      return isList(type) ? list(inner) : json(inner);
    }
    return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
      case BINARY -> text(group.getString(field, index));
      case BOOLEAN -> Json.mapper().valueToTree(group.getBoolean(field, index));
      case INT32, INT64 -> Json.mapper().valueToTree(group.getValueToString(field, index));
      default -> text(group.getValueToString(field, index));
    };
  }

  private static JsonNode text(String text) {
    return Json.mapper().valueToTree(text);
  }

  private static boolean isList(Type type) {
    return type.getLogicalTypeAnnotation()
            instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation
        && type.asGroupType().getFieldCount() == 1;
  }

  /// Each element stands in a group of its own, but for files of old writers.
  private static ArrayNode list(Group list) {
    Type repeated = list.getType().getType(0);
    boolean wrapped = !repeated.isPrimitive() && repeated.asGroupType().getFieldCount() == 1;
    if (!wrapped) {
      return all(list, 0);
    }
    ArrayNode elements = Json.mapper().createArrayNode();
    for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
      Group element = list.getGroup(0, i);
      elements.add(
          element.getFieldRepetitionCount(0) > 0 ? value(element, 0, 0) : Json.mapper().nullNode());
    }
    return elements;
  }
}
