package dev.understudy.export;

import dev.understudy.base.BaseModel;
import dev.understudy.model.LoraAdapter;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.PeftFolder;
import dev.understudy.model.Weights;
import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import dev.understudy.tensor.BlockType;
import dev.understudy.tensor.DataType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/// One thing to be written: a file, or a folder of files that belong together.
///
/// @param path in the export's folder, with `/`; empty when it is the folder itself
/// @param bytes about how many it takes
record Part(
    Subject subject,
    ModelConfig config,
    Architecture architecture,
    Format format,
    BlockType type,
    String path,
    long shardBytes,
    long bytes) {

  /// All that is asked for, each checked to be possible.
  static List<Part> all(
      Subject subject, ExportRequest request, ModelConfig config, Architecture architecture) {
    List<Part> parts = new ArrayList<>();
    for (Format format : request.formats()) {
      checkPossible(subject, format, config, architecture);
      String home = folder(request, format);
      for (BlockType type : format.chosen(request.types())) {
        String path = format.isGguf() ? join(home, file(subject, format, type)) : home;
        long bytes = bytes(subject, format, type, config, architecture);
        parts.add(
            new Part(
                subject, config, architecture, format, type, path, request.shardBytes(), bytes));
      }
    }
    return parts;
  }

  /// Where a format's files go: with several formats each has a folder.
  static String folder(ExportRequest request, Format format) {
    return request.formats().size() == 1 ? "" : format.word();
  }

  private static String join(String folder, String file) {
    return folder.isEmpty() ? file : folder + "/" + file;
  }

  private static String file(Subject subject, Format format, BlockType type) {
    String name = format == Format.BASE_GGUF ? subject.baseFile() : subject.sheet().id();
    return name + (format.isAdapter() ? "-lora-" : "-") + type.name() + ".gguf";
  }

  private static void checkPossible(
      Subject subject, Format format, ModelConfig config, Architecture architecture) {
    switch (format) {
      case SAFETENSORS -> new HuggingFaceFolder(subject, config, architecture).check();
      case GGUF, BASE_GGUF -> new GgufModel(subject, config, architecture).check();
      case PEFT -> adapter(subject, format);
      case LORA_GGUF -> LoraGguf.check(adapter(subject, format));
    }
  }

  private static Path adapter(Subject subject, Format format) {
    return switch (subject.learnt()) {
      case Learnt.Adapter(Path folder) -> folder;
      case Learnt.Full _ ->
          throw new UserException(
              "format " + format.word(),
              "is for adapters, and run " + subject.run() + " trained all weights",
              "Export --format safetensors or gguf.");
    };
  }

  private static long bytes(
      Subject subject,
      Format format,
      BlockType type,
      ModelConfig config,
      Architecture architecture) {
    GgufModel model = new GgufModel(subject, config, architecture);
    return switch (format) {
      case SAFETENSORS, GGUF, BASE_GGUF -> model.bytes(type);
      case PEFT, LORA_GGUF ->
          // Trained adapters are kept in two bytes a value.
          AtomicFiles.size(adapter(subject, format).resolve("adapter_model.safetensors"))
              * Math.max(2, type.bytes())
              / 2;
    };
  }

  /// For people to read.
  String label() {
    return path.isEmpty() || !format.isGguf()
        ? format.word() + " " + type.name()
        : ModelCard.fileName(path);
  }

  /// Writes it into `folder`, where the export is made.
  void write(Path folder, Weights trained, LongConsumer written) {
    Path to = folder.resolve(path);
    switch (format) {
      case SAFETENSORS ->
          new HuggingFaceFolder(subject, config, architecture)
              .write(to, trained, type, shardBytes, written);
      case GGUF ->
          new GgufModel(subject, config, architecture)
              .write(to, trained, subject.sheet().name(), type, written);
      case BASE_GGUF -> {
        try (Weights base = Weights.load(subject.base())) {
          new GgufModel(subject, config, architecture)
              .write(to, base, subject.baseName(), type, written);
        }
      }
      case PEFT ->
          PeftFolder.write(to, adapter(), subject.baseName(), DataType.valueOf(type.name()));
      case LORA_GGUF ->
          new LoraGguf(config, architecture).write(to, adapter(), subject, type, written);
    }
  }

  private LoraAdapter adapter() {
    return PeftFolder.read(adapter(subject, format), config);
  }

  /// What another program would compute with: the file's weights, or the base with the file's
  /// adapter.
  Weights read(Path folder) {
    Path from = folder.resolve(path);
    return switch (format) {
      case SAFETENSORS, GGUF, BASE_GGUF -> Weights.load(from);
      case PEFT -> onBase(PeftFolder.read(from, config));
      case LORA_GGUF -> onBase(new LoraGguf(config, architecture).read(from));
    };
  }

  private Weights onBase(LoraAdapter adapter) {
    Weights weights = Weights.load(subject.base());
    try {
      weights.merge(adapter);
      return weights;
    } catch (RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  /// The model whose tokenizer was written, too.
  Optional<BaseModel> tokenizerOf(Path folder) {
    return format.isAdapter()
        ? Optional.empty()
        : Optional.of(new BaseModel(label(), folder.resolve(path), ""));
  }
}
