package dev.understudy.pipeline;

import dev.understudy.person.Question;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// The same questions put to the untrained base and to the trained character.
///
/// @param settings what was trained, for how long, on what, in one line
public record BeforeAfter(String name, String settings, List<Row> rows) {
  /// @param memories ids of what was remembered at the question after training
  public record Row(
      String question, boolean trap, String before, String after, List<String> memories) {
    public Row {
      memories = List.copyOf(memories);
    }
  }

  public BeforeAfter {
    rows = List.copyOf(rows);
  }

  static BeforeAfter of(
      String name,
      String settings,
      List<Question.Shown> questions,
      List<Exchange> before,
      List<Exchange> after) {
    return new BeforeAfter(
        name,
        settings,
        IntStream.range(0, questions.size())
            .mapToObj(i -> row(questions.get(i), before.get(i), after.get(i)))
            .toList());
  }

  private static Row row(Question.Shown question, Exchange before, Exchange after) {
    return new Row(
        question.text(),
        question.trap(),
        before.spoken(),
        after.spoken(),
        after.remembered().stream().map(r -> r.memory().id()).toList());
  }

  /// Keeps it as `before-after.md` and `before-after.json`.
  void write(Path folder) {
    Json.write(folder.resolve("before-after.json"), this);
    StringBuilder text = new StringBuilder("# " + name + ", before and after\n\n");
    text.append(settings).append("\n\n| question | before | after |\n|---|---|---|\n");
    for (Row row : rows) {
      text.append(
          "| %s | %s | %s |\n".formatted(cell(row.question), cell(row.before), cell(row.after)));
    }
    AtomicFiles.write(folder.resolve("before-after.md"), text.toString());
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", "<br>");
  }
}
