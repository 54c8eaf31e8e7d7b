package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.base.BaseModel;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.experience.SmallCharacter;
import dev.understudy.pipeline.RunManifest;
import dev.understudy.pipeline.Runs;
import dev.understudy.pipeline.TinyBase;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whatever is wrong with what a user gives: words, the right status, no stack trace, and nothing
/// left behind.
class BadInputTest {
  @TempDir Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private CharacterFolder ada;
  private BaseModel base;

  @BeforeEach
  void prepare() {
    ada = new SmallCharacter(home).talks(4).write();
    base = TinyBase.in(home.resolve("base"));
    recipe("base: " + base.name() + "\nlength: {steps: 1}\nthreads: 1\n");
  }

  @AfterEach
  void noStackTraceAndNothingHalfWritten() throws IOException {
    assertThat(err.toString()).doesNotContain("\tat ", "should not");
    try (Stream<Path> all = Files.walk(home)) {
      assertThat(all.map(p -> p.getFileName().toString())).noneMatch(n -> n.endsWith(".tmp"));
    }
  }

  private void recipe(String text) {
    AtomicFiles.write(home.resolve("recipes/demo.yaml"), text);
  }

  private int run(String... args) {
    return new AtHome(home, out, err).run(args);
  }

  private void fails(String words, String... args) {
    assertThat(run(args)).as(err.toString()).isEqualTo(1);
    assertThat(err.toString()).contains("error: ").contains(words);
    assertThat(out.toString()).isEmpty();
  }

  private void misused(String words, String... args) {
    assertThat(run(args)).as(err.toString()).isEqualTo(2);
    assertThat(err.toString()).startsWith("error: ").contains(words).contains(args[0] + " --help");
    assertThat(out.toString()).isEmpty();
  }

  private void finishedRun(String name) {
    Json.write(
        new Runs(ada.runs()).at(name).manifestFile(),
        new RunManifest(
            RunManifest.Purpose.TRAIN, base.name(), "", "", "s", 1, 1, 1, 3, 2, "2026", Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "train ada --steps 0,--steps",
    "train ada --steps -3,--steps",
    "demo ada --steps 0,--steps",
    "demo ada --steps many,--steps",
    "probe ada --seeds 0,--seeds",
    "chat ada --threads -1,--threads",
    "chat ada --temperature warm,--temperature",
    "chat ada --adapter :0.5,--adapter",
    "chat ada --adapter first:much:,--adapter",
    "chat,CHARACTER",
    "use ada one two,two"
  })
  void wrongUsageIsTwo(String line, String named) {
    assertThat(run(line.split(" "))).isEqualTo(2);
    assertThat(err.toString()).startsWith("error: ").contains(named).contains("--help");
  }

  @ParameterizedTest
  @CsvSource({"train", "chat", "use", "probe", "demo"})
  void anUnknownCharacterIsGuessed(String verb) {
    fails("Did you mean 'ada'?", verb, "adda");
  }

  @Test
  void settingsOfTheTalkAreCheckedBeforeAnythingIsLoaded() {
    misused("temperature is -1.0", "chat", "ada", "--temperature", "-1");
    misused("top-p is 2.0", "probe", "ada", "--top-p", "2");
    misused("the longest reply is 0", "chat", "ada", "--max-tokens", "0");
    misused("--once: is empty", "chat", "ada", "--once", "");
    misused("--json: is for answers", "chat", "ada", "--json");
    misused("--json: goes with --plan only", "train", "ada", "--json");
    misused("exclude each other", "train", "ada", "--plan", "--show-examples");
    misused("exclude each other", "train", "ada", "--plan", "--resume");
    misused("log a training", "train", "ada", "--plan", "--tensorboard");
    misused("log a training", "train", "ada", "--show-examples", "--mlflow", "http://127.0.0.1:9");
    misused("exclude each other", "probe", "ada", "--forgetting", "--adapter", "x");
    misused("exclude each other", "chat", "ada", "--once", "a", "--questions", "b");
    misused("exclude each other", "chat", "ada", "--once", "a", "--run", "x", "--untrained");
    misused("exclude each other", "chat", "ada", "--adapter", "x", "--untrained");
  }

  @Test
  void optionsAndRecipeThatExcludeEachOtherAreToldBeforeAnythingIsStarted() throws IOException {
    Path file = home.resolve("r.yaml");
    Files.writeString(
        file,
        """
        base: %s
        data: {examples-per-step: 2}
        watch: {evaluate-every: 2, keep-best: true, best-by: traps}
        """
            .formatted(base.name()));
    String[] train = {"train", "ada", "--recipe", file.toString(), "--processes", "2"};
    fails("processes: cannot be more than 1 with `best-by: traps`", train);
  }

  @Test
  void aFileOfQuestionsMustBeTextWithQuestions() throws IOException {
    Path file = home.resolve("q.txt");
    fails("does not exist", "chat", "ada", "--questions", file.toString());
    Files.writeString(file, "\n  \n");
    fails("has no question in it", "chat", "ada", "--questions", file.toString());
    Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 1, (byte) 0xC0});
    fails("is not UTF-8 text", "chat", "ada", "--questions", file.toString());
    fails("can't be read", "chat", "ada", "--questions", home.toString());
  }

  @Test
  void aRunThatIsMissingOrBrokenIsTold() throws IOException {
    fails("has no finished training yet", "chat", "ada", "--once", "Hm?");
    fails("run none: does not exist", "chat", "ada", "--once", "Hm?", "--run", "none");
    fails("run none: does not exist", "use", "ada", "none");
    finishedRun("good");
    AtomicFiles.write(ada.runs().resolve("chosen"), "gone\n");
    fails("names the run that talks", "chat", "ada", "--once", "Hm?");
    assertThat(run("use", "ada")).isEqualTo(1);
    assertThat(out.toString()).contains("good  held-out loss 2.000");
    assertThat(err.toString()).contains("--best");
    assertThat(run("use", "ada", "--best")).isZero();
    assertThat(out.toString()).contains("* good");

    Path broken = ada.runs().resolve("broken/run.json");
    AtomicFiles.write(broken, "{\"purpose\": 3}");
    assertThat(run("use", "ada")).isZero();
    assertThat(out.toString()).contains("* good", "  broken  its run.json can't be read");
    fails("recipe.yaml", "chat", "ada", "--once", "Hm?");
    assertThat(err.toString())
        .as("the good one is taken, and the broken one told")
        .contains("warning: " + broken)
        .contains("delete the folder");

    Files.writeString(ada.runs().resolve("good/run.json"), "{\"purpose\": 3}");
    fails("run.json", "chat", "ada", "--once", "Hm?");
    assertThat(run("use", "ada")).isEqualTo(1);
    assertThat(out.toString()).contains("good  its run.json can't be read");
  }

  @Test
  void aRunWithoutItsAdapterIsTold() throws IOException {
    finishedRun("good");
    Files.copy(home.resolve("recipes/demo.yaml"), ada.runs().resolve("good/recipe.yaml"));
    fails("adapter", "chat", "ada", "--once", "Hm?", "--threads", "1");
    assertThat(err.toString()).contains("warning: run good was trained on other weights");
    fails("run gone: does not exist", "chat", "ada", "--once", "Hm?", "--adapter", "gone:0.5");
    fails("neither a run of this", "chat", "ada", "--once", "Hm?", "--adapter", "no/where");
  }

  @Test
  void anExportIsCheckedBeforeAnythingIsLoaded() {
    String to = home.resolve("out").toString();
    misused("Did you mean 'gguf'?", "export", "ada", "--to", to, "--format", "gguff");
    misused("Did you mean 'q", "export", "ada", "--to", to, "--format", "gguf", "--type", "q8_2");
    misused(
        "type q4_0: is not one of peft",
        "export",
        "ada",
        "--to",
        to,
        "--format",
        "peft",
        "--type",
        "q4_0");
    fails("Did you mean 'ada'?", "export", "adda", "--to", to, "--format", "gguf");
    fails("has no finished training yet", "export", "ada", "--to", to, "--format", "gguf");
    fails("does not exist", "export", "ada", "--to", to, "--format", "gguf", "--run", "none");
    assertThat(home.resolve("out")).doesNotExist();
  }

  @Test
  void everythingWrongInARecipeIsToldAtOnce() {
    fails("no such file", "train", "ada", "--recipe", "recipes/none.yaml");
    recipe("base: 3\nlora: {rank: many, alfa: 2}\nlength: {steps: 0}\n");
    fails("rank", "train", "ada");
    assertThat(err.toString()).contains("base", "alfa", "steps");
    recipe("lora: [\n");
    fails("demo.yaml", "train", "ada");
    fails("demo.yaml", "demo", "ada");
    recipe("base: no-such-base\nlength: {steps: 1}\n");
    fails("no-such-base", "train", "ada");
    assertThat(ada.runs()).doesNotExist();
  }

  @Test
  void experiencesThatCannotBeLearntLeaveNoRun() {
    AtomicFiles.write(ada.experiencesFile(), "");
    fails("holds no experience", "train", "ada");
    fails("holds no experience", "demo", "ada");
    assertThat(err.toString()).as("before the base is asked").doesNotContain("Q:");
    AtomicFiles.write(ada.experiencesFile(), "{}\n{\"id\": 3\n");
    fails("experiences.jsonl:1", "train", "ada");
    assertThat(err.toString()).contains("experiences.jsonl:2");
    assertThat(ada.runs()).doesNotExist();
  }

  @Test
  void nothingToResumeAndNothingToReplace() {
    fails("holds no interrupted training", "train", "ada", "--resume");
    fails("does not exist", "train", "ada", "--resume", "--run", "x");
    misused("exclude each other", "train", "ada", "--resume", "--recipe", "recipes/demo.yaml");
    misused("exclude each other", "train", "ada", "--resume", "--from", "x");
    fails("run none: does not exist", "train", "ada", "--from", "none");
    fails("is not a name", "train", "ada", "--run", "../x");
    finishedRun("good");
    fails("is there already", "train", "ada", "--run", "good");
    fails("is finished", "train", "ada", "--run", "good", "--resume");
  }

  @Test
  void aBaseOfAnotherArchitectureIsNamed() throws IOException {
    Path gguf = home.resolve("gemma.gguf");
    ByteBuffer bytes = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(3).putLong(0).putLong(1);
    text(bytes, "general.architecture").putInt(8);
    text(bytes, "gemma");
    Files.write(gguf, bytes.array());
    recipe("base: " + gguf + "\nlength: {steps: 1}\nthreads: 1\n");
    fails("`gemma`", "train", "ada");
    fails("`gemma`", "demo", "ada");
    fails("`gemma`", "chat", "ada", "--once", "Hm?", "--untrained", gguf.toString());
    assertThat(ada.runs()).doesNotExist();
  }

  private static ByteBuffer text(ByteBuffer bytes, String text) {
    return bytes.putLong(text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void runsThatCannotBeWrittenAreTold() {
    AtomicFiles.write(ada.runs(), "a file");
    fails("a file stands where a folder is needed", "train", "ada");
    assertThat(err.toString()).as("before anything is rendered").doesNotContain("scenes");
    fails("a file stands where a folder is needed", "demo", "ada");
  }

  @Test
  void aProbeThatCannotBeKeptIsToldBeforeAnythingIsAsked() {
    AtomicFiles.write(ada.path().resolve("interviews"), "a file");
    fails("a file stands where a folder is needed", "probe", "ada", "--run", "none");
  }
}
