package dev.understudy.export;

import dev.understudy.problem.DidYouMean;
import dev.understudy.problem.UserException;
import dev.understudy.tensor.BlockType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a character can be exported as.
public enum Format {
  /// Base and training as one model, as Hugging Face lays it out.
  SAFETENSORS("safetensors", false, Types.PLAIN),

  /// The same as one file for llama.cpp.
  GGUF("gguf", true, Types.SMALL_TOO),

  /// What was trained alone, to be laid over the base by llama.cpp.
  LORA_GGUF("lora-gguf", false, Types.PLAIN),

  /// What was trained alone, for Hugging Face PEFT.
  PEFT("peft", false, Types.PLAIN),

  /// The untrained base for llama.cpp, for an adapter to be laid over.
  BASE_GGUF("base-gguf", true, Types.SMALL_TOO);

  /// The types a format can hold, the usual one first.
  private static final class Types {
    static final List<BlockType> PLAIN = List.of(BlockType.F16, BlockType.F32, BlockType.BF16);
    static final List<BlockType> SMALL_TOO =
        List.of(
            BlockType.Q8_0,
            BlockType.F32,
            BlockType.F16,
            BlockType.BF16,
            BlockType.Q5_1,
            BlockType.Q5_0,
            BlockType.Q4_1,
            BlockType.Q4_0);
  }

  private final String word;
  private final boolean several;
  private final List<BlockType> types;

  Format(String word, boolean several, List<BlockType> types) {
    this.word = word;
    this.several = several;
    this.types = types;
  }

  /// How users name it.
  public String word() {
    return word;
  }

  /// Whether the training alone is written.
  boolean isAdapter() {
    return this == LORA_GGUF || this == PEFT;
  }

  /// Whether it is a file of GGUF, an adapter or not.
  boolean isGguf() {
    return this != SAFETENSORS && this != PEFT;
  }

  /// The types to write of those that were asked for: every one that fits where each is a file of
  /// its own, else the first; the usual one where none fits.
  List<BlockType> chosen(List<BlockType> asked) {
    List<BlockType> fitting = asked.stream().filter(types::contains).distinct().toList();
    return fitting.isEmpty() ? types.subList(0, 1) : several ? fitting : fitting.subList(0, 1);
  }

  /// @throws UserException when there is no such format, with the one that may be meant
  public static Format named(String word) {
    return Arrays.stream(values())
        .filter(format -> format.word.equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(() ->
            new UserException(
                "format " + word,
                "is not known",
                DidYouMean.hint(word, Arrays.stream(values()).map(Format::word).toList())));
  }

  /// @throws UserException when no weights are written as this, with the type that may be meant
  public static BlockType type(String word) {
    List<BlockType> known = Arrays.stream(values()).flatMap(f -> f.types.stream()).toList();
    return known.stream()
        .filter(type -> type.name().equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(() ->
            new UserException(
                "type " + word,
                "is not one that weights are written as",
                DidYouMean.hint(word, words(known))));
  }

  /// @throws UserException when a type fits none of the formats
  static void check(List<Format> formats, List<BlockType> types) {
    for (BlockType type : types) {
      if (formats.stream().noneMatch(format -> format.types.contains(type))) {
        throw new UserException(
            "type " + word(type),
            "is not one of "
                + formats.stream().map(Format::word).collect(Collectors.joining(" or ")),
            formats.stream()
                .map(f -> f.word + " takes " + String.join(", ", words(f.types)) + ".")
                .collect(Collectors.joining("\n")));
      }
    }
  }

  private static List<String> words(List<BlockType> types) {
    return types.stream().map(Format::word).distinct().toList();
  }

  static String word(BlockType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
