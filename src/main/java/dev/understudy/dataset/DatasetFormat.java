package dev.understudy.dataset;

import dev.understudy.person.CharacterSheet;
import dev.understudy.problem.DidYouMean;
import dev.understudy.problem.UserException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.Stream;

/// The formats a dataset is written in. What each keeps and loses: `docs/formats.md`.
public enum DatasetFormat {
  /// One conversation a line, as OpenAI and Hugging Face have them.
  MESSAGES("jsonl"),
  /// One conversation a line, its turns as `from` and `value`.
  SHAREGPT("jsonl"),
  /// One scene a line, as the public Character-LLM data has them for training.
  PROMPTED("jsonl"),
  /// A list of scenes, as the public Character-LLM data has them before that.
  GENERATED("json"),
  /// Columns as the `datasets` library reads them.
  PARQUET("parquet"),
  /// A dataset folder of the Hugging Face hub: Parquet, and a card.
  HUB("parquet");

  private final String extension;

  DatasetFormat(String extension) {
    this.extension = extension;
  }

  /// Settings of the files of one export.
  ///
  /// @param records whether each sample is kept whole beside its conversation, as JSON text
  /// @param marks whether messages tell which stretches of them are learnt, as axolotl reads it
  public record Columns(boolean records, boolean marks) {
    /// The conversations and nothing else, which every other program takes.
    public static final Columns PLAIN = new Columns(false, false);
  }

  /// @throws UserException when there is no such format
  public static DatasetFormat named(String name) {
    return Arrays.stream(values())
        .filter(f -> f.word().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            new UserException(
                "--format",
                "there is no format '" + name + "'",
                DidYouMean.hint(name, Arrays.stream(values()).map(DatasetFormat::word).toList())));
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Where a split's samples go, in the folder of an export.
  public String file(String split) {
    return this == HUB ? "data/" + split + "-00000-of-00001." + extension : split + "." + extension;
  }

  /// Writes to `out` as samples come; `sheet` tells whose they are.
  public SampleWriter writer(OutputStream out, CharacterSheet sheet, Columns columns)
      throws IOException {
    return switch (this) {
      case MESSAGES -> new LinesWriter(out, s -> ChatLine.messages(s, columns));
      case SHAREGPT -> new LinesWriter(out, s -> ChatLine.shareGpt(s, columns));
      case PROMPTED -> {
        var line = new PromptedLine(sheet, columns);
        yield new LinesWriter(out, line::of);
      }
      case GENERATED -> {
        var item = new GeneratedItem(sheet, columns);
        yield new ArrayWriter(out, item::of);
      }
      case PARQUET, HUB -> new ParquetSamples(out);
    };
  }

  /// Writes a whole stream and closes both; gives how many there were.
  public long write(Stream<Sample> samples, OutputStream out, CharacterSheet sheet, Columns columns)
      throws IOException {
    long count = 0;
    try (samples;
        SampleWriter writer = writer(out, sheet, columns)) {
      for (Iterator<Sample> i = samples.iterator(); i.hasNext(); count++) {
        writer.write(i.next());
      }
    }
    return count;
  }
}
