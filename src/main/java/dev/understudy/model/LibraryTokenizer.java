package dev.understudy.model;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.understudy.problem.UserException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/// The native library, which knows no special token at all: those are ours to place and to leave
/// out.
final class LibraryTokenizer implements Tokenizer {
  private static final Map<String, String> AS_IS =
      Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

  private final HuggingFaceTokenizer library;
  private final TokenizerSpec spec;
  private final Set<Integer> specialIds;

  private LibraryTokenizer(HuggingFaceTokenizer library, TokenizerSpec spec) {
    this.library = library;
    this.spec = spec;
    this.specialIds = Set.copyOf(spec.specials().values());
  }

  static LibraryTokenizer of(String where, TokenizerSpec spec) {
    TokenizerLibrary.prepare();
    byte[] json = spec.json().getBytes(StandardCharsets.UTF_8);
    try {
      return new LibraryTokenizer(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), AS_IS), spec);
    } catch (IOException | RuntimeException e) {
      throw new UserException(
          where,
          "its tokenizer cannot be loaded: " + e.getMessage(),
          "Fetch the base again, or choose another.",
          e);
    }
  }

  @Override
  public int[] encode(String text) {
    return text.isEmpty()
        ? new int[0]
        : Arrays.stream(library.encode(text, false, false).getIds())
            .mapToInt(Math::toIntExact)
            .toArray();
  }

  @Override
  public String decode(int[] ids) {
    return library.decode(
        Arrays.stream(ids).filter(id -> !specialIds.contains(id)).asLongStream().toArray(), false);
  }

  @Override
  public Map<String, Integer> specials() {
    return spec.specials();
  }

  @Override
  public byte[][] bytes() {
    return TokenBytes.of(spec).orElseGet(Tokenizer.super::bytes);
  }

  @Override
  public boolean isSpecial(int id) {
    return specialIds.contains(id);
  }

  @Override
  public int endOfTurn() {
    return spec.endOfTurn();
  }

  @Override
  public int vocabulary() {
    return spec.vocabulary();
  }

  @Override
  public void close() {
    library.close();
  }
}
