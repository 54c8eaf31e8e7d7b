package dev.understudy.export;

import dev.understudy.problem.Problem;
import dev.understudy.tensor.BlockType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The README.md that goes with a model.
final class ModelCard {
  private final Subject subject;
  private final Format format;
  private final List<String> lines = new ArrayList<>();

  private ModelCard(Subject subject, Format format) {
    this.subject = subject;
    this.format = format;
  }

  /// @param items what stands in the folder
  static String of(Subject subject, Format format, List<ExportReport.Item> items, double effect) {
    ModelCard card = new ModelCard(subject, format);
    card.frontMatter();
    card.about();
    card.recall();
    card.use(items);
    card.proof(items, effect);
    return String.join("\n", card.lines) + "\n";
  }

  private void frontMatter() {
    lines.add("---");
    lines.add("language: " + subject.sheet().language());
    Optional<String> licence = subject.licence();
    boolean plain = licence.map(name -> name.matches("[\\w.-]+")).orElse(false);
    licence.ifPresent(name -> lines.add("license: " + (plain ? name : "other")));
    licence.filter(name -> !plain).ifPresent(name -> lines.add("license_name: \"" + name + "\""));
    lines.add("base_model: \"" + subject.baseName() + "\"");
    switch (format) {
      case SAFETENSORS -> lines.add("library_name: transformers");
      case PEFT -> lines.add("library_name: peft");
      case GGUF, LORA_GGUF, BASE_GGUF -> lines.add("library_name: gguf");
    }
    lines.add("pipeline_tag: text-generation");
    lines.add("tags: [understudy, role-play]");
    lines.add("---");
    lines.add("");
  }

  private void about() {
    String name = subject.sheet().name();
    if (format == Format.BASE_GGUF) {
      lines.add("# " + subject.baseName() + ", untrained");
      lines.add("");
      lines.add("The base on which " + name + " was trained, for an adapter to be laid over.");
      return;
    }
    lines.add("# " + name);
    lines.add("");
    lines.add(
        "A language model that was trained by Understudy to talk as "
            + name
            + ". Whoever talks with it talks with a computer program that plays a part: what it says is not"
            + " what the person said, and often not true.");
    lines.add("");
    subject.training().forEach(sentence -> lines.add("- " + sentence));
  }

  private void recall() {
    List<String> sentences = RecallNote.sentences(subject);
    if (format == Format.BASE_GGUF || sentences.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("## Facts come by recall");
    lines.add("");
    lines.add(String.join("\n\n", sentences));
  }

  private void use(List<ExportReport.Item> items) {
    lines.add("");
    lines.add("## Use");
    lines.add("");
    String file = items.isEmpty() ? "" : fileName(items.getFirst().path());
    switch (format) {
      case SAFETENSORS -> {
        code(
            "python",
            "from transformers import AutoModelForCausalLM, AutoTokenizer",
            "tokenizer = AutoTokenizer.from_pretrained(\".\")",
            "model = AutoModelForCausalLM.from_pretrained(\".\")");
        lines.add("");
      }
      case PEFT -> {
        code(
            "python",
            "from peft import PeftModel",
            "model = PeftModel.from_pretrained(base, \".\")  # base: " + subject.baseName());
        lines.add("");
      }
      case GGUF -> {
        code(
            "sh",
            "llama-cli -m " + file,
            "ollama create " + subject.sheet().id() + " -f Modelfile");
        lines.add("");
      }
      case LORA_GGUF -> {
        code(
            "sh",
            "llama-cli -m BASE.gguf --lora " + file,
            "ollama create " + subject.sheet().id() + " -f Modelfile");
        lines.add("");
      }
      case BASE_GGUF -> {
        code("sh", "llama-cli -m " + file + " --lora ADAPTER.gguf");
        return;
      }
    }
    lines.add("Always give this system text; he was trained with it:");
    lines.add("");
    lines.add("> " + subject.system().replace("\n", "\n> "));
  }

  private void code(String language, String... code) {
    lines.add("```" + language);
    lines.addAll(List.of(code));
    lines.add("```");
  }

  static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private void proof(List<ExportReport.Item> items, double effect) {
    lines.add("");
    lines.add("## How true the files are");
    lines.add("");
    lines.add(
        "Each was read back and compared with the model as it was trained, in float32, over the replies to three"
            + " fixed prompts. Training itself moved the base by a mean divergence of "
            + number(effect)
            + " nats a token.");
    lines.add("");
    lines.add(
        "| file | type | largest difference of a logit | mean divergence, nats | same likeliest token |");
    lines.add("|---|---|---|---|---|");
    for (ExportReport.Item item : items) {
      String name = fileName(item.path());
      lines.add(
          "| %s | %s | %s | %s | %.1f %% of %d |"
              .formatted(
                  name.isEmpty() || !name.contains(".") ? "all" : name,
                  item.type(),
                  number(item.difference().maxLogit()),
                  number(item.difference().kl()),
                  100 * item.difference().agreement(),
                  item.difference().positions()));
    }
    for (ExportReport.Item item : items) {
      warning(item, effect)
          .ifPresent(problem -> {
            lines.add("");
            lines.add("**" + problem.where() + ": " + problem.what() + ".** " + problem.fix());
          });
    }
  }

  static String number(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.2g", value);
  }

  /// What must be told of a file that loses much of the training.
  static Optional<Problem> warning(ExportReport.Item item, double effect) {
    String name = item.path().isEmpty() ? item.format() : fileName(item.path());
    String what =
        "%s moves him by a mean divergence of %s nats a token, %.0f %% of what training did (%s)"
            .formatted(
                item.type(),
                number(item.difference().kl()),
                100 * item.difference().kl() / effect,
                number(effect));
    return switch (item.noise()) {
      case QUIET -> Optional.empty();
      case LOUD, DROWNED ->
          Optional.of(new Problem(name, what, "Choose a finer type" + finer(item.type()) + "."));
    };
  }

  private static String finer(String type) {
    try {
      return switch (BlockType.valueOf(type)) {
        case Q4_0, Q4_1, Q5_0, Q5_1 -> ", e.g. q8_0";
        case Q8_0, BF16 -> ", e.g. f16";
        case F16 -> ", f32";
        case F32, Q4_K, Q5_K, Q6_K -> "";
      };
    } catch (IllegalArgumentException _) {
      return "";
    }
  }
}
