package dev.understudy.pipeline.make;

import dev.understudy.store.Hashes;
import dev.understudy.store.Json;
import java.nio.charset.StandardCharsets;

/// A hash of everything a step reads, so that a change in any of it is seen.
final class Inputs {
  private final StringBuilder all = new StringBuilder();

  /// Adds records, settings or texts, by their JSON.
  Inputs and(Object part) {
    all.append(Json.line(part)).append('\n');
    return this;
  }

  String hash() {
    return Hashes.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
  }
}
