package dev.understudy.export;

import dev.understudy.base.Progress;
import dev.understudy.model.ChatFormat;
import dev.understudy.model.ChatTemplate;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.Tokenizers;
import dev.understudy.model.Weights;
import dev.understudy.problem.Problem;
import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Exports a trained character: everything is written beside its place, read back, compared with
/// what was trained, and only then put there.
public final class Exporter {
  static final String REPORT = "export.json";

  private static final long MB = 1_000_000;

  private final Subject subject;
  private final ExportRequest request;
  private final Progress progress;
  private final int threads;

  public Exporter(Subject subject, ExportRequest request, Progress progress, int threads) {
    this.subject = subject;
    this.request = request;
    this.progress = progress;
    this.threads = threads;
  }

  /// @throws UserException when something stands at the place, the disk has no room, a format can't
  ///   hold the model, or a file would drown the training in noise; then nothing is left behind
  public ExportReport export() {
    check(request);
    ModelConfig config = ModelConfig.of(subject.base().weights());
    Architecture architecture = Architecture.of(config);
    List<Part> parts = Part.all(subject, request, config, architecture);
    checkRoom(
        request.to(), parts.stream().mapToLong(Part::bytes).sum(), AtomicFiles.free(request.to()));
    try (Tokenizer tokenizer = Tokenizers.of(subject.base());
        Weights trained = subject.learnt().on(subject.base())) {
      if (!request.formats().stream().allMatch(Format::isAdapter)) {
        Mapped.check(subject.base(), trained);
      }
      ChatTemplate template = ChatTemplate.of(subject.base(), tokenizer);
      tell("reading the trained model");
      Samples samples = Samples.of(subject, trained, tokenizer, template, threads);
      float[][] wanted = samples.logits(trained);
      float[][] untrained;
      try (Weights base = Weights.load(subject.base())) {
        untrained = samples.logits(base);
      }
      double effect = Difference.of(wanted, untrained).kl();
      var measured = new Measured(samples, wanted, untrained, effect);
      return write(parts, trained, measured, tokenizer, template);
    }
  }

  /// What files are compared with.
  private record Measured(Samples samples, float[][] trained, float[][] base, double effect) {
    ExportReport.Item item(Part part, Weights readBack, long bytes) {
      float[][] found = samples.logits(readBack);
      Difference difference =
          Difference.of(part.format() == Format.BASE_GGUF ? base : trained, found);
      return new ExportReport.Item(
          part.path(),
          part.format().word(),
          part.type().name(),
          bytes,
          difference,
          Noise.of(difference.kl(), effect),
          samples.logProbabilities(found));
    }
  }

  private ExportReport write(
      List<Part> parts,
      Weights trained,
      Measured measured,
      Tokenizer tokenizer,
      ChatTemplate template) {
    List<ExportReport> made = new ArrayList<>();
    AtomicFiles.writeFolder(
        request.to(),
        folder -> {
          List<ExportReport.Item> items = new ArrayList<>();
          for (Part part : parts) {
            items.add(write(part, folder, trained, measured));
          }
          ExportReport report =
              new ExportReport(
                  subject.sheet().id(),
                  subject.run(),
                  subject.baseName(),
                  subject.base().sha256(),
                  Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                  measured.effect(),
                  items,
                  measured.samples().all());
          if (!request.force()) {
            refuseDrowned(report);
          }
          around(folder, parts, report, tokenizer, template, trained.config());
          made.add(report);
        });
    return made.getFirst();
  }

  private ExportReport.Item write(Part part, Path folder, Weights trained, Measured measured) {
    String what = "writing " + part.label();
    long all = part.bytes();
    long[] done = {0};
    part.write(
        folder,
        trained,
        bytes -> {
          done[0] += bytes;
          progress.at(what, Math.min(done[0], all), all);
        });
    progress.at(what, all, all);
    tell("reading back " + part.label());
    Path written = folder.resolve(part.path());
    try (Weights readBack = part.read(folder)) {
      part.tokenizerOf(folder)
          .ifPresent(model -> {
            try (Tokenizer tokenizer = Tokenizers.of(model)) {
              ChatTemplate template = ChatTemplate.of(model, tokenizer);
              if (!measured.samples().areEncodedAlike(subject, template)) {
                throw new UserException(
                    part.label(),
                    "its tokenizer, read back, does not give the same tokens as the base's",
                    "Export --format peft, which leaves the tokenizer alone, and report this.");
              }
            }
          });
      return measured.item(part, readBack, AtomicFiles.size(written));
    }
  }

  private void tell(String what) {
    progress.at(what, 0, -1);
  }

  private static void refuseDrowned(ExportReport report) {
    List<Problem> problems =
        report.items().stream()
            .filter(item -> item.noise() == Noise.DROWNED)
            .map(item -> ModelCard.warning(item, report.effect()).orElseThrow())
            .map(
                p -> new Problem(p.where(), p.what(), p.fix() + " --force writes it all the same."))
            .toList();
    if (!problems.isEmpty()) {
      throw new UserException(problems);
    }
  }

  /// Model cards, Modelfiles and the report.
  private void around(
      Path folder,
      List<Part> parts,
      ExportReport report,
      Tokenizer tokenizer,
      ChatTemplate template,
      ModelConfig config) {
    for (Format format : request.formats()) {
      List<ExportReport.Item> items =
          report.items().stream().filter(item -> item.format().equals(format.word())).toList();
      Path home = folder.resolve(Part.folder(request, format));
      AtomicFiles.write(
          home.resolve("README.md"), ModelCard.of(subject, format, items, report.effect()));
      if (format == Format.GGUF || format == Format.LORA_GGUF) {
        AtomicFiles.write(
            home.resolve("Modelfile"),
            modelfile(format, parts, items, tokenizer, template, config));
      }
    }
    Json.write(folder.resolve(REPORT), report);
  }

  private String modelfile(
      Format format,
      List<Part> parts,
      List<ExportReport.Item> items,
      Tokenizer tokenizer,
      ChatTemplate template,
      ModelConfig config) {
    List<String> from = new ArrayList<>();
    String file = ModelCard.fileName(items.getFirst().path());
    if (format == Format.GGUF) {
      from.add("FROM ./" + file);
      items.stream()
          .skip(1)
          .forEach(item -> from.add("# or: FROM ./" + ModelCard.fileName(item.path())));
    } else {
      parts.stream()
          .filter(part -> part.format() == Format.BASE_GGUF)
          .findFirst()
          .ifPresentOrElse(
              base -> from.add("FROM ../" + base.path()),
              () -> {
                from.add("# Put the base here as GGUF: `understudy export` writes it with");
                from.add("# --format lora-gguf,base-gguf. It is " + subject.baseName() + ",");
                from.add("# sha256 " + subject.base().sha256() + ".");
                from.add("FROM ./" + subject.baseFile() + ".gguf");
              });
      from.add("ADAPTER ./" + file);
    }
    String beginning =
        TokenTable.begins(subject.base()) ? ChatFormat.of(subject.base()).beginning() : "";
    return Modelfile.of(subject, from, template, beginning, endOfTurn(tokenizer), config.context());
  }

  private static Optional<String> endOfTurn(Tokenizer tokenizer) {
    return tokenizer.specials().entrySet().stream()
        .filter(special -> special.getValue() == tokenizer.endOfTurn())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static void check(ExportRequest request) {
    Path to = request.to();
    if (Files.exists(to) && !isEmpty(to)) {
      if (!request.overwrite()) {
        throw new UserException(
            to.toString(), "is there already", "Choose another folder, or give --overwrite.");
      }
      if (!Files.isRegularFile(to.resolve(REPORT))) {
        throw new UserException(
            to.toString(),
            "is there already and no export of ours: it holds no " + REPORT,
            "Choose another folder: --overwrite replaces earlier exports only.");
      }
    }
    Path parent = to.toAbsolutePath().getParent();
    if (parent != null) {
      AtomicFiles.checkWritable(parent);
    }
  }

  private static boolean isEmpty(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      throw new UserException(
          folder.toString(), "can't be read: " + e.getMessage(), "Check its permissions.", e);
    }
  }

  static void checkRoom(Path to, long need, long free) {
    if (free < need) {
      throw new UserException(
          to.toString(),
          "no space left on the disk: the export takes about %d MB, %d MB are free"
              .formatted(Math.ceilDiv(need, MB), free / MB),
          "Free some space, choose a folder on another disk, or a smaller --type.");
    }
  }
}
