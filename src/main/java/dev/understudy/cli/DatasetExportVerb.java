package dev.understudy.cli;

import dev.understudy.dataset.Card;
import dev.understudy.dataset.DatasetFormat;
import dev.understudy.dataset.DatasetFormat.Columns;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.pipeline.DatasetExport;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `understudy data export`: a character's scenes for other trainers.
@Command(
    name = "export",
    description = "Write a character's scenes for other programs to train on.",
    footer = {
      "",
      "Formats:",
      "  messages   JSON lines of chat messages, as OpenAI and Hugging Face have them",
      "  sharegpt   the same with from and value",
      "  prompted   the public Character-LLM files, a prompt and one text a line",
      "  generated  the same before that: one JSON list of scenes",
      "  parquet    messages as columns, and each scene whole",
      "  hub        parquet in a Hugging Face dataset folder, with a card",
      "",
      "Scenes are written as training reads them: train holds what a recipe learns,",
      "test what it holds out.",
      "",
      "Examples:",
      "  understudy data export beethoven --format messages --to out",
      "  understudy data export beethoven --format hub --to out --licence apache-2.0",
      "  understudy data export beethoven --format messages --to out --without-memories"
    })
final class DatasetExportVerb implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "CHARACTER", description = "Whose scenes, e.g. beethoven.")
  String character;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      required = true,
      description = "One of those below.")
  String format;

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      required = true,
      description = "Where to write; the folder is made.")
  Path to;

  @Option(
      names = "--recipe",
      paramLabel = "FILE",
      description =
          "How scenes are split and put into words (default: as every recipe does that comes with"
              + " the project, of all scenes).")
  @Nullable Path recipe;

  @Option(names = "--without-memories", description = "Put no memories before the replies.")
  boolean withoutMemories;

  @Option(names = "--without-thoughts", description = "Leave out what the character thinks.")
  boolean withoutThoughts;

  @Option(
      names = "--records",
      description =
          "Add id, kind, category and the scene whole, so that nothing is lost; parquet and hub"
              + " always have them.")
  boolean records;

  @Option(
      names = "--marks",
      description =
          "In messages and sharegpt: mark what is learnt as train_detail, which axolotl reads.")
  boolean marks;

  @Option(names = "--no-split", description = "Write all scenes into one file.")
  boolean whole;

  @Option(
      names = "--licence",
      paramLabel = "NAME",
      defaultValue = "other",
      description = "Of the scenes, for the card (default: ${DEFAULT-VALUE}).")
  String licence;

  @Option(names = "--overwrite", description = "Replace an earlier export.")
  boolean overwrite;

  @Option(names = "--json", description = "Print what was written as one JSON record.")
  boolean json;

  @Mixin Places places = new Places();

  DatasetExportVerb(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    DatasetExport.Request request = request();
    CharacterFolder folder = places.characters().find(character);
    Recipe settings = recipe == null ? Recipe.defaults() : Recipe.read(places.recipe(recipe));
    try (ProgressLine progress = new ProgressLine(terminal)) {
      DatasetExport.Manifest made = new DatasetExport(folder, settings, request).write(progress);
      progress.close();
      tell(made);
    }
    return 0;
  }

  private DatasetExport.Request request() {
    if (!licence.matches("[\\w.+-]+")) {
      throw new WrongUsage(
          "--licence",
          "is '" + licence + "', no name of a licence",
          "Give it as the hub names it, e.g. cc-by-4.0.");
    }
    try {
      return new DatasetExport.Request(
          to,
          DatasetFormat.named(format),
          new Columns(records, marks),
          !whole,
          !withoutMemories,
          !withoutThoughts,
          licence,
          overwrite,
          "Understudy " + Version.program());
    } catch (UserException e) {
      throw new WrongUsage(e);
    }
  }

  private void tell(DatasetExport.Manifest made) {
    PrintWriter out = terminal.out();
    if (json) {
      out.println(Json.line(made));
    } else {
      for (Card.Split file : made.files()) {
        out.println(
            "%s  %,d scenes, %s"
                .formatted(
                    to.resolve(file.file()), file.samples(), ProgressLine.size(file.bytes())));
      }
    }
    out.flush();
  }
}
