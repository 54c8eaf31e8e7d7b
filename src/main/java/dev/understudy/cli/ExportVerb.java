package dev.understudy.cli;

import dev.understudy.base.BaseModel;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.export.Difference;
import dev.understudy.export.ExportReport;
import dev.understudy.export.ExportRequest;
import dev.understudy.export.Exporter;
import dev.understudy.export.Format;
import dev.understudy.export.Subject;
import dev.understudy.model.Native;
import dev.understudy.pipeline.Casts;
import dev.understudy.pipeline.Run;
import dev.understudy.pipeline.Runs;
import dev.understudy.problem.UserException;
import dev.understudy.tensor.BlockType;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `understudy export`: a trained character in the formats other programs read.
@Command(
    name = "export",
    description =
        "Write a trained character for other programs, read it back, and say what it lost.",
    footer = {
      "",
      "Formats:",
      "  safetensors  base and training as one model, in a Hugging Face folder",
      "  gguf         the same as one file for llama.cpp, with a Modelfile for Ollama",
      "  lora-gguf    the adapter alone for llama.cpp, with a Modelfile for Ollama",
      "  peft         the adapter alone for Hugging Face PEFT",
      "  base-gguf    the untrained base for llama.cpp, to lay lora-gguf over",
      "",
      "Types: f32, f16, bf16; in gguf and base-gguf q8_0, q5_1, q5_0, q4_1, q4_0, too.",
      "Without one, whole GGUF files are written as q8_0, all else as f16. With several",
      "gguf and base-gguf write a file each, the others the first that fits.",
      "",
      "What is written is read back and measured against the trained model in float32.",
      "A file that moves him half as far as training did, or farther, is refused",
      "unless --force is given; from a tenth on it is told.",
      "",
      "Examples:",
      "  understudy export beethoven --to out --format gguf",
      "  understudy export beethoven --to out --format gguf --type q8_0,f16 --overwrite",
      "  understudy export beethoven --to out --format lora-gguf,base-gguf --type f16"
    })
final class ExportVerb implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "CHARACTER", description = "Whom to export, e.g. beethoven.")
  String character;

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      required = true,
      description = "Where to write; with several formats each gets a folder in it.")
  Path to;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      required = true,
      split = ",",
      description = "One or more of those below.")
  List<String> formats;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      split = ",",
      description = "How weights are stored, one or more of those below.")
  @Nullable List<String> types;

  @Option(
      names = "--run",
      paramLabel = "NAME",
      description = "Which training (default: the one in use, else the best: see use --help).")
  @Nullable String run;

  @Option(
      names = "--shard-size",
      paramLabel = "MB",
      converter = Whole.Positive.class,
      description = "Most megabytes of one file of safetensors (default: 5000).")
  @Nullable Integer shardSize;

  @Option(names = "--overwrite", description = "Replace an earlier export.")
  boolean overwrite;

  @Option(
      names = "--force",
      description = "Write also what loses most of what training gave, and warn.")
  boolean force;

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = Whole.OrNone.class,
      description = "Threads of the arithmetic (0: one for each core).")
  int threads;

  @Mixin Places places = new Places();

  ExportVerb(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ExportRequest request = request();
    CharacterFolder folder = places.characters().find(character);
    Run exported = PlayerOptions.talks(run, new Runs(folder.runs()), folder.id(), places, terminal);
    Threads.use(threads, terminal);
    BaseModel base = PlayerOptions.base(exported, terminal);
    try (ProgressLine progress = new ProgressLine(terminal)) {
      Subject subject = Casts.of(folder, exported, base);
      ExportReport report = new Exporter(subject, request, progress, Native.threads()).export();
      progress.close();
      tell(subject, report);
    }
    return 0;
  }

  private ExportRequest request() {
    try {
      List<Format> wanted = formats.stream().map(String::strip).map(Format::named).toList();
      List<BlockType> stored =
          types == null ? List.of() : types.stream().map(String::strip).map(Format::type).toList();
      long shard = shardSize == null ? ExportRequest.SHARD_BYTES : shardSize * 1_000_000L;
      return new ExportRequest(to, wanted, stored, overwrite, force, shard);
    } catch (UserException e) {
      throw new WrongUsage(e);
    }
  }

  private void tell(Subject subject, ExportReport report) {
    PrintWriter out = terminal.out();
    out.println(
        "Training moved the base by %.2g nats a token; read back and compared with it:"
            .formatted(report.effect()));
    for (ExportReport.Item item : report.items()) {
      Difference lost = item.difference();
      out.println(
          "  %s  %s  %s: logits differ by at most %.2g, divergence %.2g nats, same likeliest token %.1f %%"
              .formatted(
                  to.resolve(item.path()),
                  item.type(),
                  ProgressLine.size(item.bytes()),
                  lost.maxLogit(),
                  lost.kl(),
                  100 * lost.agreement()));
    }
    out.flush();
    report.warnings().forEach(problem -> terminal.warn(problem.toString()));
    Stream.concat(Stream.of(""), subject.recallNote().stream())
        .skip(subject.recallNote().isEmpty() ? 1 : 0)
        .flatMap(line -> Columns.wrap(line, Math.min(100, terminal.width())).stream())
        .forEach(out::println);
    out.flush();
  }
}
