package dev.understudy.cli;

import dev.understudy.dataset.DatasetReader;
import dev.understudy.dataset.DatasetReader.FileReport;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Horizon;
import dev.understudy.pipeline.DatasetImport;
import dev.understudy.problem.UserException;
import dev.understudy.recall.Prompting;
import dev.understudy.store.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `understudy data import`: scenes made elsewhere become a character's.
@Command(
    name = "import",
    description = "Take scenes from files of other formats, beside those a character has.",
    footer = {
      "",
      "Formats: messages, sharegpt, character-llm (both kinds of its public files),",
      "parquet, experiences (our own), or auto, which looks at each record.",
      "A folder stands for all data files in it, such as a Hugging Face dataset.",
      "",
      "The assistant is the character, system texts become scenes. What can't be taken is",
      "told with its place and the reason, and the rest goes on. What is there already is",
      "not taken twice.",
      "",
      "Examples:",
      "  understudy data import ada --name \"Ada Lovelace\" conversations.jsonl",
      "  understudy data import ada --name \"Ada Lovelace\" --alias Ada prompted.jsonl",
      "  understudy train ada"
    })
final class DatasetImportVerb implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "ID", description = "The character's id, e.g. ada.")
  String id;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files or folders to take scenes from.")
  List<Path> files;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "auto",
      description = "One of those below (default: ${DEFAULT-VALUE}).")
  String format;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The full name of a character that is not there yet, who is made.")
  @Nullable String name;

  @Option(
      names = "--alias",
      paramLabel = "NAME",
      description = "Another name the files call a new character; may be given several times.")
  List<String> aliases = List.of();

  @Option(
      names = "--identity",
      paramLabel = "TEXT",
      description = "What opens every system text of a new character (default: You are NAME.)")
  @Nullable String identity;

  @Option(
      names = "--language",
      paramLabel = "CODE",
      defaultValue = "en",
      description = "Of a new character (default: ${DEFAULT-VALUE}).")
  String language;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = "experience",
      description =
          "What scenes are that do not tell it: experience, protective, familiar or verbatim"
              + " (default: ${DEFAULT-VALUE}).")
  Experience.Kind kind;

  @Option(
      names = "--partner",
      paramLabel = "NAME",
      defaultValue = Prompting.VISITOR,
      description =
          "Who talks with the character where no name is told (default: ${DEFAULT-VALUE}).")
  String partner;

  @Option(
      names = "--reasons",
      paramLabel = "N",
      defaultValue = "5",
      description = "How many reasons of each file are printed (default: ${DEFAULT-VALUE}).")
  int reasons;

  @Option(names = "--json", description = "Print what was taken as one JSON record.")
  boolean json;

  @Mixin Places places = new Places();

  DatasetImportVerb(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (partner.isBlank()) {
      throw new WrongUsage("--partner", "is empty", "Leave it out, or give a name.");
    }
    CharacterFolder folder = folder();
    String today = LocalDate.now(ZoneOffset.UTC).toString();
    var settings = new DatasetReader.Settings(sheet(folder), format, kind, partner, today);
    DatasetImport taking = taking(folder, settings);
    try (ProgressLine progress = new ProgressLine(terminal)) {
      DatasetImport.Report report = taking.take(files, progress);
      progress.close();
      tell(report);
    }
    return 0;
  }

  private static DatasetImport taking(CharacterFolder folder, DatasetReader.Settings settings) {
    try {
      return new DatasetImport(folder, settings);
    } catch (UserException e) { // no such format
      throw new WrongUsage(e);
    }
  }

  private CharacterFolder folder() {
    if (places.characters().ids().contains(id)) {
      return places.characters().find(id);
    }
    if (!id.matches("[a-z0-9][a-z0-9_-]{0,63}")) {
      throw new WrongUsage(
          "ID",
          "is '" + id + "'; an id has small letters, digits, - and _",
          "It names the character's folder, e.g. ada.");
    }
    return new CharacterFolder(places.newCharacter(id));
  }

  private CharacterSheet sheet(CharacterFolder folder) {
    boolean there = folder.exists();
    if (there && (name != null || identity != null || !aliases.isEmpty())) {
      throw new WrongUsage(
          "--name, --alias and --identity",
          "are for new characters, and " + folder.id() + " is there already",
          "Leave them out, or change " + folder.sheetFile() + ".");
    }
    if (there) {
      return folder.sheet();
    }
    if (name == null || name.isBlank()) {
      throw new WrongUsage(
          id,
          "there is no character of this name yet",
          "Give the full name to make one: --name \"Ada Lovelace\".");
    }
    return new CharacterSheet(
        id,
        name.strip(),
        aliases,
        CharacterSheet.Kind.FICTIONAL,
        Optional.empty(),
        Optional.empty(),
        new Horizon(Optional.empty(), Optional.empty()),
        language,
        identity == null ? "You are " + name.strip() + "." : identity.strip(),
        "",
        Optional.empty());
  }

  private void tell(DatasetImport.Report report) {
    PrintWriter out = terminal.out();
    if (json) {
      out.println(Json.line(report));
      out.flush();
      return;
    }
    for (FileReport file : report.files()) {
      out.println(
          "%s: %,d taken, %,d there already, %,d refused"
              .formatted(file.file(), file.taken(), file.known(), file.refused()));
      file.reasons().stream()
          .limit(reasons)
          .forEach(r -> out.println("  " + r.where() + ": " + r.reason()));
      if (file.refused() > reasons) {
        out.println("  and %,d more".formatted(file.refused() - reasons));
      }
    }
    out.println(
        "%s has %,d experiences now. Train: %s"
            .formatted(
                report.character(), report.after(), places.command("train " + report.character())));
    out.flush();
  }
}
