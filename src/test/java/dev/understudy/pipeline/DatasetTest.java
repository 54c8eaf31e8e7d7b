package dev.understudy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.base.BaseModel;
import dev.understudy.base.Progress;
import dev.understudy.dataset.DatasetFormat;
import dev.understudy.dataset.DatasetFormat.Columns;
import dev.understudy.dataset.DatasetReader;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.experience.SmallCharacter;
import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Encoded;
import dev.understudy.model.Message;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.Tokenizers;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Horizon;
import dev.understudy.problem.UserException;
import dev.understudy.recall.Mind;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import dev.understudy.store.JsonLines;
import dev.understudy.train.Rendered;
import dev.understudy.train.Renderer;
import dev.understudy.train.Split;
import dev.understudy.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Datasets out of a character's folder and into one.
class DatasetTest {
  @TempDir Path home;
  private CharacterFolder ada;
  private Path to;

  @BeforeEach
  void prepare() {
    ada = new SmallCharacter(home).talks(16).traps(4).write();
    to = home.resolve("out");
  }

  private DatasetExport.Request request(DatasetFormat format, boolean memories, Columns columns) {
    return new DatasetExport.Request(
        to, format, columns, true, memories, true, "other", false, "a test");
  }

  private DatasetExport.Manifest export(Recipe recipe, DatasetExport.Request request) {
    return new DatasetExport(ada, recipe, request).write(Progress.none());
  }

  private static DatasetImport importer(CharacterFolder folder, String identity) {
    var sheet =
        new CharacterSheet(
            folder.id(),
            "Ada Fairbairn",
            List.of("Ada"),
            CharacterSheet.Kind.FICTIONAL,
            Optional.empty(),
            Optional.empty(),
            new Horizon(Optional.empty(), Optional.empty()),
            "en",
            identity,
            "",
            Optional.empty());
    CharacterSheet used = Files.exists(folder.sheetFile()) ? folder.sheet() : sheet;
    return new DatasetImport(
        folder,
        new DatasetReader.Settings(
            used, "auto", Experience.Kind.EXPERIENCE, "A visitor", "2026-11-25"));
  }

  private CharacterFolder newcomer() {
    return new CharacterFolder(home.resolve("characters/newcomer"));
  }

  /// The tokens and the mask of an exported line, made of nothing but that line.
  private record Read(int[] tokens, boolean[] target) {}

  private static Read encoded(JsonNode line, ChatTemplate template, Tokenizer tokenizer) {
    List<Message> messages = line.path("messages").valueStream().map(DatasetTest::message).toList();
    Encoded encoded = template.encodeWithSpans(messages);
    boolean[] target = new boolean[encoded.tokens().length];
    for (int i = 0; i < messages.size(); i++) {
      int from = learntFrom(line.at("/messages/" + i + "/train_detail"));
      Encoded.Span span = encoded.messages().get(i);
      if (from < 0) {
        continue;
      }
      int first = span.from();
      while (tokenizer.decode(Arrays.copyOfRange(encoded.tokens(), span.from(), first)).length()
          < from) {
        first++;
      }
      Arrays.fill(target, first, span.end().orElse(span.to() - 1) + 1, true);
    }
    return new Read(encoded.tokens(), target);
  }

  private static int learntFrom(JsonNode marks) {
    for (JsonNode mark : marks) {
      if (mark.path("train").asBoolean()) {
        return mark.path("begin_offset").asInt();
      }
    }
    return -1;
  }

  private static Message message(JsonNode message) {
    String content = message.path("content").stringValue();
    return switch (message.path("role").stringValue()) {
      case "system" -> Message.system(content);
      case "user" -> Message.user(content);
      default -> Message.assistant(content);
    };
  }

  private static List<JsonNode> lines(Path file) {
    return JsonLines.read(file, JsonNode.class);
  }

  /// Scenes of all kinds of the shipped character, with memories and the sense of the horizon.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theExportedMessagesAreWhatTrainingReads(boolean memories) throws IOException {
    AtomicFiles.createFolder(home.resolve("characters/beethoven"));
    Path shipped = Path.of("characters/beethoven");
    Path copy = home.resolve("characters/beethoven");
    for (String file : List.of("character.yaml", "memories.jsonl", "experiences.jsonl")) {
      Files.copy(shipped.resolve(file), copy.resolve(file));
    }
    ada = new CharacterFolder(copy);
    Recipe recipe = Recipe.defaults();
    export(recipe, request(DatasetFormat.MESSAGES, memories, new Columns(false, true)));

    assertThat(to.resolve("train.jsonl"))
        .content()
        .satisfies(text -> assertThat(text.contains("(remembering) ")).isEqualTo(memories))
        .contains("(thinking) ");
    Recipe trained = memories ? recipe : recipe.with(recipe.recall().none());
    List<Experience> all = ada.experiences();
    Split split = Split.of(all, recipe.data());
    BaseModel base = new BaseModel("tiny", Path.of("src/test/resources/golden/tiny"), "");
    try (Tokenizer tokenizer = Tokenizers.of(base);
        Mind mind =
            Mind.open(
                ada.sheet(),
                Renderer.told(ada.memories()),
                all,
                trained.recall(),
                Optional.of(ada.cache()))) {
      ChatTemplate template = ChatTemplate.of(base, tokenizer);
      var renderer =
          new Renderer(
              ada.sheet(),
              Renderer.told(ada.memories()),
              mind,
              template,
              tokenizer,
              trained.with(wide(trained.data())));
      compare(
          lines(to.resolve("train.jsonl")),
          renderer.learnt(split.learnt(), recipe.seed()).all(),
          template,
          tokenizer);
      compare(
          lines(to.resolve("test.jsonl")),
          renderer.render(split.heldOut(), 0).all(),
          template,
          tokenizer);
    }
  }

  /// So that no scene is cut to fit: what is exported is whole.
  private static Recipe.Data wide(Recipe.Data d) {
    return new Recipe.Data(
        d.kinds(),
        d.scenes(),
        d.heldOut(),
        d.splitSeed(),
        1 << 20,
        d.examplesPerStep(),
        d.lossOn(),
        d.plainScenes(),
        d.order(),
        d.protectiveShare(),
        d.replay(),
        d.format());
  }

  private static void compare(
      List<JsonNode> lines, List<Rendered> rendered, ChatTemplate template, Tokenizer tokenizer) {
    assertThat(lines).hasSize(rendered.size()).hasSizeGreaterThan(50);
    for (int i = 0; i < lines.size(); i++) {
      Rendered wanted = rendered.get(i);
      Read read = encoded(lines.get(i), template, tokenizer);
      assertThat(read.tokens()).as(wanted.experience()).isEqualTo(wanted.example().tokens());
      assertThat(read.target()).as(wanted.experience()).isEqualTo(wanted.example().target());
    }
  }

  @Test
  void splitsAreThoseOfTraining() {
    DatasetExport.Manifest made =
        export(Recipe.defaults(), request(DatasetFormat.MESSAGES, true, new Columns(true, false)));
    Split split = Split.of(ada.experiences(), Recipe.defaults().data());
    assertThat(lines(to.resolve("train.jsonl")).stream().map(l -> l.path("id").asString()).toList())
        .isEqualTo(split.learnt().stream().map(Experience::id).toList());
    assertThat(lines(to.resolve("test.jsonl")).stream().map(l -> l.path("id").asString()).toList())
        .isEqualTo(split.heldOut().stream().map(Experience::id).toList())
        .isNotEmpty();
    assertThat(made.files().stream().mapToLong(f -> f.samples()).sum()).isEqualTo(20);
    assertThat(Json.read(to.resolve(DatasetExport.MANIFEST), DatasetExport.Manifest.class))
        .isEqualTo(made);
  }

  @Test
  void aHubFolderHasItsFilesInTheCard() {
    export(Recipe.defaults(), request(DatasetFormat.HUB, true, Columns.PLAIN));
    assertThat(to.resolve("data/train-00000-of-00001.parquet")).isRegularFile();
    assertThat(to.resolve("data/test-00000-of-00001.parquet")).isRegularFile();
    assertThat(to.resolve("README.md"))
        .content()
        .startsWith("---\npretty_name: \"Ada Fairbairn\"\nlicense: other\nlanguage:\n- \"en\"\n")
        .contains(
            "  - split: test\n    path: data/test-*\n---\n",
            "num_examples: 19",
            "| `test` | 1 |",
            "Written by a test.");
  }

  @ParameterizedTest
  @EnumSource(DatasetFormat.class)
  void ourOwnComeBackAsTheyWere(DatasetFormat format) {
    export(Recipe.defaults(), request(format, true, new Columns(true, false)));
    DatasetImport.Report report = importer(newcomer(), "You.").take(List.of(to), Progress.none());
    assertThat(report.refused()).isZero();
    assertThat(report.files()).hasSize(2);
    assertThat(newcomer().experiences()).containsExactlyInAnyOrderElementsOf(ada.experiences());
  }

  @Test
  void anExportIsReplacedOnlyWhereItIsOne() {
    export(Recipe.defaults(), request(DatasetFormat.MESSAGES, true, Columns.PLAIN));
    assertThatThrownBy(
            () -> export(Recipe.defaults(), request(DatasetFormat.MESSAGES, true, Columns.PLAIN)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is there already");
    AtomicFiles.delete(to.resolve(DatasetExport.MANIFEST));
    var again =
        new DatasetExport.Request(
            to, DatasetFormat.MESSAGES, Columns.PLAIN, true, true, true, "other", true, "");
    assertThatThrownBy(() -> export(Recipe.defaults(), again))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no dataset of ours");
  }

  @Test
  void whatIsMadeElsewhereIsTrainedUnchanged() throws IOException {
    String system = "You are a clockmaker called Ada. Be brief.";
    Path file = home.resolve("chats.jsonl");
    var chats = new ArrayList<JsonNode>();
    for (int i = 0; i < 12; i++) {
      chats.add(
          Json.mapper()
              .readTree(
                  """
                  {"messages":[{"role":"system","content":"%s"},
                   {"role":"user","content":"What does clock %d want?\\nNow?"},
                   {"role":"assistant","content":"(thinking) Hm.\\nOil: and %d teeth."}]}
                  """
                      .formatted(system, i, i + 2)));
    }
    JsonLines.write(file, chats.stream());
    CharacterFolder made = newcomer();
    DatasetImport.Report report = importer(made, system).take(List.of(file), Progress.none());
    assertThat(report.after()).isEqualTo(12);
    assertThat(made.sheet().name()).isEqualTo("Ada Fairbairn");
    assertThat(made.memories()).isEmpty();

    BaseModel base = TinyBase.in(home.resolve("base"));
    Run run = new Runs(made.runs()).at("first");
    Recipe two = Recipe.defaults().with(new Recipe.Length(Recipe.Length.Unit.STEPS, 2));
    RunManifest trained =
        new Upload(made, two, base, RunManifest.Purpose.TRAIN)
            .train(run, false, new Trainer(), new Upload.Listener() {});
    assertThat(trained.steps()).isEqualTo(2);
    assertThat(trained.heldOutLoss()).isBetween(1.0, 10.0);

    ada = made;
    export(Recipe.defaults(), request(DatasetFormat.MESSAGES, true, Columns.PLAIN));
    var back = new ArrayList<>(lines(to.resolve("train.jsonl")));
    back.addAll(lines(to.resolve("test.jsonl")));
    assertThat(back).containsExactlyInAnyOrderElementsOf(chats);
  }

  @Test
  void theSameFileTwiceAddsNothingAndWhatWasThereStays() throws IOException {
    byte[] before = Files.readAllBytes(ada.experiencesFile());
    Path file =
        Files.writeString(
            home.resolve("f.jsonl"),
            """
            {"messages":[{"role":"user","content":"Who?"},{"role":"assistant","content":"Ada."}]}
            {"messages":[{"role":"user","content":"Who?"},{"role":"assistant","content":"Ada."}]}
            nonsense
            """);
    DatasetImport.Report first = importer(ada, "").take(List.of(file), Progress.none());
    assertThat(first.before()).isEqualTo(20);
    assertThat(first.after()).isEqualTo(21);
    assertThat(first.files().getFirst().known()).isOne();
    assertThat(first.refused()).isOne();
    byte[] after = Files.readAllBytes(ada.experiencesFile());
    assertThat(Arrays.copyOf(after, before.length)).isEqualTo(before);
    assertThat(importer(ada, "").take(List.of(file), Progress.none()).taken()).isZero();
    assertThat(Files.readAllBytes(ada.experiencesFile())).isEqualTo(after);
  }

  @Test
  void anotherExperienceOfTheSameIdIsRefused() {
    Path file = home.resolve("mine.jsonl");
    Experience e = ada.experiences().getFirst();
    JsonLines.write(
        file,
        List.of(
            e,
            new Experience(
                e.id(),
                e.kind(),
                e.partner(),
                e.category(),
                e.scene(),
                e.turns().reversed(),
                e.provenance()))
            .stream());
    DatasetImport.Report report = importer(ada, "").take(List.of(file), Progress.none());
    assertThat(report.files().getFirst().known()).isOne();
    assertThat(report.files().getFirst().reasons().getFirst().reason())
        .isEqualTo("another experience has its id, " + e.id() + ", already");
  }

  @Test
  void whereNothingCanBeTakenNothingIsWritten() throws IOException {
    Path file = Files.writeString(home.resolve("f.jsonl"), "{\"a\":1}\n");
    assertThatThrownBy(() -> importer(newcomer(), "").take(List.of(file), Progress.none()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("line 1: is not of the format auto: it has a");
    assertThat(newcomer().path()).doesNotExist();
    Path cut =
        Files.writeString(
            home.resolve("cut.json"),
            "[{\"messages\":[{\"role\":\"assistant\",\"content\":\"a\"}]},{");
    byte[] before = Files.readAllBytes(ada.experiencesFile());
    assertThatThrownBy(() -> importer(ada, "").take(List.of(cut), Progress.none()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("can't be read on");
    assertThat(Files.readAllBytes(ada.experiencesFile())).isEqualTo(before);
    assertThatThrownBy(
            () -> importer(ada, "").take(List.of(home.resolve("none.jsonl")), Progress.none()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("there is no such file");
    try (var left = Files.list(ada.path())) {
      assertThat(left.filter(p -> p.getFileName().toString().endsWith(".tmp"))).isEmpty();
    }
  }
}
