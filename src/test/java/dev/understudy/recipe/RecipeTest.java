package dev.understudy.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.understudy.problem.Problem;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe.Length;
import dev.understudy.store.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeTest {
  private static final Path SHIPPED = Path.of("recipes");
  private static final Pattern KEY = Pattern.compile("(?m)^ *([a-z0-9-]+):");

  @TempDir Path folder;

  static List<Path> shipped() throws IOException {
    try (Stream<Path> files = Files.list(SHIPPED)) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void everyShippedRecipeIsReadAndNamesItsCommand(Path file) throws IOException {
    assertThat(Recipe.read(file).base()).isNotBlank();
    assertThat(Files.readString(file))
        .contains("./understudy train beethoven --recipe recipes/" + file.getFileName());
  }

  @Test
  void theDemosRecipeNamesEverySettingWithItsDefault() throws IOException {
    Path demo = SHIPPED.resolve("demo.yaml");
    Recipe read = Recipe.read(demo);
    assertThat(read.data().scenes()).as("the subset eight minutes can see").isNotEmpty();
    assertThat(read)
        .usingRecursiveComparison()
        .ignoringFields("data.scenes")
        .isEqualTo(Recipe.defaults());
    Path written = folder.resolve("all.yaml");
    Recipe.defaults().write(written);
    assertThat(keys(demo)).isEqualTo(keys(written));
  }

  private static List<String> keys(Path file) throws IOException {
    String text = Files.readString(file).replaceAll("length: \\{", "length:\n  ");
    return KEY.matcher(text).results().map(r -> r.group(1)).toList();
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Recipe long1 =
        read(
            """
            base: other
            method: full
            lora: {use-rslora: true, use-dora: true, targets: all-linear}
            data: {scenes: [e001], kinds: [protective], protective-share: 0.25, replay: 0.1}
            watch: {evaluate-every: 5, keep-best: true, best-by: traps}
            seed: 7
            """);
    for (Length length :
        List.of(new Length(Length.Unit.STEPS, 8), new Length(Length.Unit.ROUNDS, 1.5))) {
      Path file = folder.resolve("r.yaml");
      long1.with(length).write(file);
      assertThat(Recipe.read(file)).isEqualTo(long1.with(length));
    }
    assertThat(long1.lora().rslora() && long1.lora().dora()).isTrue();
    Path file = folder.resolve("from.yaml");
    Recipe.defaults().from("runs/first").write(file);
    assertThat(Recipe.read(file)).isEqualTo(Recipe.defaults().from("runs/first"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "all-linear                              | q_proj k_proj v_proj o_proj gate_proj up_proj down_proj",
        "[v_proj, all-linear]                    | v_proj q_proj k_proj o_proj gate_proj up_proj down_proj",
        "mlp.down_proj                           | down_proj",
        "[self_attn.q_proj, v_proj, q_proj]      | q_proj v_proj",
      })
  void targetsAreNamedAsInPeft(String given, String meant) {
    assertThat(read("lora: {targets: " + given + "}\n").lora().targets())
        .containsExactly(meant.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "qproj                            | which is no linear layer          | Did you mean 'q_proj'?",
        "all_linear                       | which is no linear layer          | Did you mean 'all-linear'?",
        "mlp.q_proj                       | which is no linear layer          | Known: all-linear, down_proj",
        "lm_head                          | which is no linear layer          | Known: all-linear, down_proj",
        "model.layers.0.self_attn.q_proj  | a layer of one block alone        | self_attn.q_proj is learnt in every",
        "[]                               | so nothing would be learnt        | ''",
        "[[q_proj]]                       | wanted texts                      | ''",
      })
  void targetsNobodyKnowsAreTold(String given, String what, String fix) {
    Problem problem = problems("lora: {targets: " + given + "}\n").getFirst();
    assertThat(problem.where()).endsWith("lora.targets");
    assertThat(problem.what()).contains(what);
    assertThat(problem.fix()).contains(fix);
  }

  @Test
  void anAdapterToGoOnFromNeedsLora() {
    assertThat(read("lora: {from: first}\n").lora().from()).isEqualTo("first");
    assertThat(Recipe.defaults().from("x").lora().from()).isEqualTo("x");
    assertThat(problems("method: full\nlora: {from: first}\n"))
        .extracting(Problem::what)
        .containsExactly("goes on from an adapter, which full training has none of");
  }

  @Test
  void aRecipeThatSetsNothingIsTheDefault() {
    assertThat(read("{} # nothing\n")).isEqualTo(Recipe.defaults());
  }

  @Test
  void aSettingYoungerThanARunIsOffInIt() {
    Path file = folder.resolve("recipe.yaml");
    Recipe.defaults().write(file);
    assertThat(Recipe.ofRun(file)).isEqualTo(Recipe.defaults());
    AtomicFiles.write(file, "recall: {threshold: 0.5}\n");
    assertThat(Recipe.ofRun(file).recall().horizon()).isFalse();
    assertThat(Recipe.ofRun(file).recall().threshold()).isEqualTo(0.5);
    assertThat(Recipe.read(file).recall().horizon()).isTrue();
  }

  @Test
  void everyProblemIsToldAtOnceWithItsPlace() {
    List<Problem> problems =
        problems(
            """
            base: 12
            metod: lora
            lora: {rank: sixteen, dropout: 2, targets: [q_proj, qproj]}
            data: {kinds: [protectiv], window: 1.5, loss-on: [own], protective-share: 2, replay: 1}
            recall: {unrelated-share: 0.8, empty-share: 0.8, horizon: maybe, horizon-threshold: 2}
            optimizer: 3
            length: {steps: 3, minutes: 2}
            watch: {patience: 2, keep-best: maybe}
            """);
    assertThat(problems)
        .extracting(p -> p.where().replace(folder.toString(), ""))
        .containsExactly(
            "/r.yaml: base",
            "/r.yaml: lora.rank",
            "/r.yaml: lora.dropout",
            "/r.yaml: lora.targets",
            "/r.yaml: data.kinds",
            "/r.yaml: data.window",
            "/r.yaml: data.loss-on",
            "/r.yaml: data.protective-share",
            "/r.yaml: data.replay",
            "/r.yaml: data.kinds",
            "/r.yaml: recall.horizon",
            "/r.yaml: recall.horizon-threshold",
            "/r.yaml: recall.unrelated-share",
            "/r.yaml: optimizer",
            "/r.yaml: length",
            "/r.yaml: watch.keep-best",
            "/r.yaml: watch.evaluate-every",
            "/r.yaml: metod");
    assertThat(problems.get(1).what())
        .isEqualTo("is the text 'sixteen', wanted a whole number from 1 to 1024");
    assertThat(problems.get(4).fix()).isEqualTo("Did you mean 'protective'?");
    assertThat(problems.getLast())
        .satisfies(p -> assertThat(p.what()).isEqualTo("is no setting"))
        .satisfies(p -> assertThat(p.fix()).isEqualTo("Did you mean 'method'?"));
  }

  @Test
  void settingsThatExcludeEachOtherAreAllTold() {
    assertThat(problems("lora: {use-dora: true}\nmemory: {base-weights: int8}\n").getFirst().fix())
        .contains("`use-dora: false`");
    String traps = "watch: {evaluate-every: 1, keep-best: true, best-by: traps}\n";
    assertThat(problems(traps + "memory: {base-weights: int4}\nprocesses: 2\n"))
        .extracting(Problem::where)
        .satisfiesExactly(
            where -> assertThat(where).endsWith("memory.base-weights"),
            where -> assertThat(where).endsWith("processes"));
  }

  @Test
  void aRuleThatChoosesNothingIsTold() {
    assertThat(problems("watch: {best-by: traps}\n"))
        .singleElement()
        .satisfies(p -> assertThat(p.where()).endsWith("watch.best-by"))
        .satisfies(p -> assertThat(p.fix()).contains("keep-best"));
    assertThat(problems("watch: {best-by: trap}\n").getFirst().fix())
        .isEqualTo("Did you mean 'traps'?");
  }

  @Test
  void everySettingHasAPathAndAText() {
    assertThat(Recipe.defaults().settings())
        .containsEntry("optimizer.rate", "0.001")
        .containsEntry("length.minutes", "8.0")
        .containsEntry("watch.best-by", "held-out")
        .containsEntry("data.kinds", "experience, protective, familiar, verbatim")
        .containsEntry("seed", "1");
  }

  @Test
  void aFileThatIsNoYamlIsToldWithReasonAndLine() {
    assertThat(problems("base: x\nlora: [\n"))
        .containsExactly(
            new Problem(
                folder.resolve("r.yaml") + ":3",
                "while parsing a flow node: expected the node content, but found '<stream end>'",
                ""));
    assertThat(problems("lora:\n  rank: 1\n alpha: 3\n").getFirst())
        .satisfies(p -> assertThat(p.where()).endsWith("r.yaml:3"))
        .satisfies(p -> assertThat(p.what()).contains("expected <block end>"));
    assertThat(problems("\n# nothing yet\n").getFirst().what()).isEqualTo("is empty");
  }

  @Test
  void aFileThatIsNoRecipeIsTold() {
    assertThat(problems("- a\n- b\n").getFirst().what()).startsWith("is no recipe");
  }

  private Recipe read(String yaml) {
    Path file = folder.resolve("r.yaml");
    AtomicFiles.write(file, yaml);
    return Recipe.read(file);
  }

  private List<Problem> problems(String yaml) {
    return catchThrowableOfType(UserException.class, () -> read(yaml)).problems();
  }
}
