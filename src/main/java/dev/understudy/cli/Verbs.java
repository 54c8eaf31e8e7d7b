package dev.understudy.cli;

import dev.understudy.pipeline.make.Step;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// Every verb, in the order of the help. Adding a verb is adding a line here.
final class Verbs {
  /// @param about one line for the help
  /// @param command makes the picocli command
  record Verb(String name, String about, Function<Terminal, Object> command) {}

  static final List<Verb> ALL =
      List.of(
          new Verb(
              "demo", "Ask a bare base, train it for eight minutes, ask again.", DemoVerb::new),
          new Verb("chat", "Talk with a character, or put questions to it.", ChatVerb::new),
          new Verb("make", "Make a dataset from what is known of a person.", MakeVerb::new),
          new Verb("collect", "Read sources into a character's profile.", CollectVerb::new),
          new Verb(
              "scenes",
              "Draw memories, and plan the scenes to tell them.",
              terminal -> new StepVerb(terminal, Step.SHEET, Step.MEMORIES, Step.SCENES)),
          new Verb(
              "experiences",
              "Play the planned scenes.",
              terminal -> new StepVerb(terminal, Step.EXPERIENCES)),
          new Verb(
              "protect",
              "Make scenes that keep a character who they are.",
              terminal -> new StepVerb(terminal, Step.PROTECT)),
          new Verb("train", "Train a base model to talk as a character.", TrainVerb::new),
          new Verb("use", "Choose which training of a character talks.", UseVerb::new),
          new Verb("report", "Write a page of curves about a training.", ReportVerb::new),
          new Verb("probe", "Count right answers, denials, leaks and loops.", ProbeVerb::new),
          new Verb(
              "check", "Check whether a character's dataset is fit to train with.", CheckVerb::new),
          new Verb("stats", "Tell what a character's dataset holds, in numbers.", StatsVerb::new),
          new Verb("export", "Write a character as safetensors, GGUF or PEFT.", ExportVerb::new),
          new Verb(
              "data",
              "Bring scenes in from other formats, or take them out.",
              DatasetVerb::command),
          new Verb("base", "Fetch, list and find base models.", BaseVerb::new));

  private Verbs() {}

  static List<String> names() {
    return ALL.stream().map(Verb::name).toList();
  }

  /// Adds all verbs to `line`. Only the one that is `asked` for is made: of the others the help
  /// needs no more than a line, and looking into all of them would take longer than all else at the
  /// start.
  static void addTo(CommandLine line, Optional<String> asked, Terminal terminal) {
    for (Verb verb : ALL) {
      boolean wanted = asked.isPresent() && asked.get().equals(verb.name());
      CommandLine command =
          new CommandLine(wanted ? verb.command().apply(terminal) : CommandSpec.create());
      var help = command.getCommandSpec().usageMessage();
      if (help.description().length == 0) {
        help.description(verb.about());
      }
      line.addSubcommand(verb.name(), command);
    }
  }
}
