package dev.understudy.export;

import dev.understudy.problem.Problem;
import java.util.List;

/// What an export wrote and how true it is; kept in the folder as `export.json`.
///
/// @param character his id
/// @param run the training
/// @param base what was trained, and `baseSha256` its hash
/// @param effect mean divergence of trained model and base over `samples`, in nats
/// @param samples what was compared on: prompts and the trained model's replies, as tokens
public record ExportReport(
    String character,
    String run,
    String base,
    String baseSha256,
    String written,
    double effect,
    List<Item> items,
    List<Samples.Sample> samples) {
  /// One thing written.
  ///
  /// @param path in the export's folder; empty when it is the folder itself
  /// @param difference of what is read back from what was trained, in float32
  /// @param logProbabilities by what is read back, of each token of the samples' replies
  public record Item(
      String path,
      String format,
      String type,
      long bytes,
      Difference difference,
      Noise noise,
      List<double[]> logProbabilities) {}

  public ExportReport {
    items = List.copyOf(items);
    samples = List.copyOf(samples);
  }

  /// What must be told of files that lose much of the training.
  public List<Problem> warnings() {
    return items.stream().flatMap(item -> ModelCard.warning(item, effect).stream()).toList();
  }
}
