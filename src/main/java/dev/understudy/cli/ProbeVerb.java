package dev.understudy.cli;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.interview.Probe;
import dev.understudy.interview.ProbeResult;
import dev.understudy.interview.ProbedAnswer;
import dev.understudy.interview.Respondent;
import dev.understudy.model.Finish;
import dev.understudy.pipeline.Actor;
import dev.understudy.pipeline.Company;
import dev.understudy.pipeline.Exchange;
import dev.understudy.pipeline.Forgetting;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import dev.understudy.store.JsonLines;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `understudy probe`: what he knew, what he cannot know, under several seeds.
@Command(
    name = "probe",
    description = {
      "Ask a character all it knew and all traps, and count right answers, denials, leaks and loops.",
      "The counts come from simple rules; docs/lab.md tells how far they can be trusted."
    })
final class ProbeVerb implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "CHARACTER", description = "Whom to ask.")
  String character;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      converter = Whole.Positive.class,
      description = "Ask N times (default: ${DEFAULT-VALUE}).")
  int seeds = 3;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description =
          "Keep answers.jsonl and result.json here (default: the character's interviews/RUN).")
  @Nullable Path out;

  @Option(names = "--json", description = "Print the result as JSON.")
  boolean json;

  @Option(
      names = "--forgetting",
      description = {
        "Ask nothing; measure how far the base's loss on general answers and texts has risen by the"
            + " training (kept in forgetting.json)."
      })
  boolean forgetting;

  @Mixin PlayerOptions player = new PlayerOptions();
  @Mixin TalkOptions talking = new TalkOptions();
  @Mixin Places places = new Places();

  ProbeVerb(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    talking.checked(); // tells what is wrong with it before anything is loaded
    CharacterFolder folder = places.characters().find(character);
    Path kept = out == null ? folder.path().resolve("interviews").resolve(name()) : out;
    AtomicFiles.checkWritable(kept);
    if (forgetting) {
      Forgetting measured = player.forgetting(folder, places, terminal);
      Json.write(kept.resolve("forgetting.json"), measured);
      print(measured);
      return 0;
    }
    Probe probe = new Probe(folder.knownQuestions(), folder.traps());
    try (Company company = player.open(folder, !talking.noRecall, places, terminal)) {
      List<ProbedAnswer> answers =
          probe.ask(
              (questions, seed) -> answered(company, questions, seed),
              LongStream.rangeClosed(1, seeds).boxed().toList());
      ProbeResult result = ProbeResult.of(answers);
      JsonLines.write(kept.resolve("answers.jsonl"), answers.stream());
      Json.write(kept.resolve("result.json"), result);
      print(company, result, kept);
    }
    return 0;
  }

  private String name() {
    return player.name() + (talking.noRecall ? "-no-recall" : "");
  }

  private List<Respondent.Answered> answered(Company company, List<String> questions, long seed) {
    Actor actor = company.actor();
    return actor.answerEach(company.sheet().scene(), questions, talking.sampling(seed)).stream()
        .map(ProbeVerb::answered)
        .toList();
  }

  private static Respondent.Answered answered(Exchange exchange) {
    return new Respondent.Answered(
        exchange.spoken(),
        exchange.remembered().stream().map(r -> r.memory().id()).toList(),
        exchange.recollection().beyond(),
        exchange.finish() == Finish.LENGTH);
  }

  private void print(Forgetting measured) {
    PrintWriter to = terminal.out();
    if (json) {
      to.println(Json.line(measured));
    } else {
      to.println("general answers  " + shown(measured.answers()));
      to.println("general texts    " + shown(measured.texts()));
    }
    to.flush();
  }

  private static String shown(Forgetting.Cost cost) {
    return "loss %.3f, untrained %.3f (perplexity %.1f, %.1f) over %d tokens of %d pieces"
        .formatted(
            cost.trained(),
            cost.untrained(),
            Math.exp(cost.trained()),
            Math.exp(cost.untrained()),
            cost.tokens(),
            cost.pieces());
  }

  private void print(Company company, ProbeResult result, Path kept) {
    PrintWriter to = terminal.out();
    if (json) {
      to.println(Json.line(result));
    } else {
      to.println(
          "%s, %s, %d seeds, on %s"
              .formatted(
                  company.sheet().name(), company.played(), seeds, company.device().label()));
      to.println("known, told in training, right    " + result.right());
      to.println("known, told in no scene, right    " + result.rightUntold());
      to.println("known, all, right                 " + result.rightAll());
      to.println("known, all, denied                " + result.denied());
      to.println("traps that leak (by rules)        " + result.leaks());
      to.println("answers that loop                 " + result.loops());
      to.println("share [95 % interval]; every answer is in " + kept.resolve("answers.jsonl"));
    }
    to.flush();
  }
}
