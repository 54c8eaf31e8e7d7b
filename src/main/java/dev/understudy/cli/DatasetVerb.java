package dev.understudy.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/// `understudy data …`: scenes in and out in the formats of other programs.
@Command(
    description = "Bring a character's scenes in from other formats, or take them out.",
    footer = {
      "",
      "Examples:",
      "  understudy data export beethoven --format hub --to beethoven-dataset",
      "  understudy data import ada --name \"Ada Lovelace\" conversations.jsonl",
      "",
      "What each format keeps and loses: docs/formats.md"
    })
final class DatasetVerb {
  private DatasetVerb() {}

  static CommandSpec command(Terminal terminal) {
    return CommandSpec.forAnnotatedObject(new DatasetVerb())
        .addSubcommand("import", new CommandLine(new DatasetImportVerb(terminal)))
        .addSubcommand("export", new CommandLine(new DatasetExportVerb(terminal)));
  }
}
