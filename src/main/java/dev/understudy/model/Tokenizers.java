package dev.understudy.model;

import dev.understudy.base.BaseModel;

/// Opens the tokenizer of a base.
public final class Tokenizers {
  private Tokenizers() {}

  /// From `tokenizer.json` in a folder, or built from the tokens and merges in a GGUF file.
  ///
  /// @throws dev.understudy.problem.UserException when the base has none, or one of an unknown kind
  ///   (named)
  public static Tokenizer of(BaseModel base) {
    return LibraryTokenizer.of(base.weights().toString(), TokenizerSpec.of(base));
  }
}
