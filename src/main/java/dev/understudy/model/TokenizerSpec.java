package dev.understudy.model;

import dev.understudy.base.BaseModel;
import java.nio.file.Files;
import java.util.Map;

/// What a base says of its tokenizer.
///
/// @param json the library's own description (`tokenizer.json`), without special tokens
/// @param specials id by text; ours to place, never the library's
/// @param endOfTurn the id that ends a turn
/// @param vocabulary number of ids
record TokenizerSpec(String json, Map<String, Integer> specials, int endOfTurn, int vocabulary) {
  TokenizerSpec {
    specials = Map.copyOf(specials);
  }

  static TokenizerSpec of(BaseModel base) {
    return Files.isDirectory(base.weights())
        ? FolderTokenizer.read(base.weights())
        : GgufTokenizer.read(base.weights());
  }
}
