package dev.understudy.dataset;

import tools.jackson.databind.JsonNode;

/// A record of a file of others, or why it can't be read.
sealed interface Found {
  /// Its place in the file, e.g. `line 12`.
  String where();

  record Good(String where, JsonNode record) implements Found {}

  record Bad(String where, String why) implements Found {}
}
