package dev.understudy.pipeline.make;

import dev.understudy.llm.Asker;
import dev.understudy.llm.Estimate;
import dev.understudy.llm.LlmSettings;
import dev.understudy.store.Journal;
import java.util.List;
import java.util.stream.Stream;

/// What making takes, told before anything is spent.
///
/// @param rows a step each
public record Forecast(List<Row> rows) {
  public record Row(Step step, Estimate estimate) {}

  public Forecast {
    rows = List.copyOf(rows);
  }

  /// @param asker is not asked
  public static Forecast of(
      Making making, List<Step> steps, Asker asker, LlmSettings settings, Journal journal) {
    return new Forecast(
        steps.stream()
            .map(step ->
                new Row(
                    step,
                    Estimate.of(
                        making.requests(step, asker), asker.model(), settings.price(), journal)))
            .toList());
  }

  /// All steps together.
  public Estimate sum() {
    return rows.stream().map(Row::estimate).reduce(Estimate.NOTHING, Estimate::plus);
  }

  /// The steps that ask a model, in their order.
  public static List<Step> asking() {
    return Stream.of(Step.values()).filter(step -> step != Step.COLLECT).toList();
  }
}
