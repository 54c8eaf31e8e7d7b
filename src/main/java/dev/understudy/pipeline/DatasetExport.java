package dev.understudy.pipeline;

import dev.understudy.base.Progress;
import dev.understudy.dataset.Card;
import dev.understudy.dataset.DatasetFormat;
import dev.understudy.dataset.DatasetFormat.Columns;
import dev.understudy.dataset.ExperienceSource;
import dev.understudy.dataset.Sample;
import dev.understudy.dataset.SampleWriter;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import dev.understudy.person.Turn;
import dev.understudy.problem.UserException;
import dev.understudy.recall.Conversation;
import dev.understudy.recall.Mind;
import dev.understudy.recipe.Place;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Failures;
import dev.understudy.store.Hashes;
import dev.understudy.store.IoConsumer;
import dev.understudy.store.Json;
import dev.understudy.train.Conversations;
import dev.understudy.train.Renderer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A character's experiences in a format other programs read: split as training splits them, each
/// as the conversation training makes of it.
public final class DatasetExport {
  /// Tells what an export holds, and that it is one of ours.
  public static final String MANIFEST = "dataset.json";

  private final CharacterFolder folder;
  private final Recipe recipe;
  private final Request request;

  /// @param to a folder that is not there yet
  /// @param split whether what the recipe holds out goes to a file of its own; else all goes to one
  /// @param memories whether what comes to the character's mind stands before the replies
  /// @param thoughts whether thoughts are kept
  /// @param licence of the data, for the card
  /// @param overwrite whether an earlier export in the same place is replaced
  /// @param maker which program writes
  public record Request(
      Path to,
      DatasetFormat format,
      Columns columns,
      boolean split,
      boolean memories,
      boolean thoughts,
      String licence,
      boolean overwrite,
      String maker) {}

  /// What was written.
  ///
  /// @param source SHA-256 of the character's experiences
  public record Manifest(String character, String format, String source, List<Card.Split> files) {
    public Manifest {
      files = List.copyOf(files);
    }
  }

  public DatasetExport(CharacterFolder folder, Recipe recipe, Request request) {
    this.folder = folder;
    this.recipe = request.memories() ? recipe : recipe.with(recipe.recall().none());
    this.request = request;
  }

  /// @throws UserException when the place is taken or can't be written, or the character's files
  ///   can't be read
  public Manifest write(Progress progress) {
    checkPlace();
    CharacterSheet sheet = folder.sheet();
    progress.at("reading the scenes", 0, -1);
    var parts = DatasetParts.of(folder.experiencesFile(), recipe, request.split());
    List<Memory> told =
        recipe.recall().place() == Place.NONE ? List.of() : Renderer.told(folder.memories());
    // The sense of the horizon is learnt from all scenes at once; all else takes one at a time.
    List<Experience> all = told.isEmpty() ? List.of() : folder.experiences();
    var written = new ArrayList<Manifest>();
    try (Mind mind = Mind.open(sheet, told, all, recipe.recall(), Optional.of(folder.cache()))) {
      var conversations = new Conversations(sheet, told, mind, recipe);
      AtomicFiles.writeFolder(
          request.to(),
          place -> {
            List<Card.Split> files = files(place, parts, conversations, progress);
            written.add(describe(place, sheet, files));
          });
    }
    return written.getFirst();
  }

  /// The files, without those that would be empty.
  private List<Card.Split> files(
      Path place, DatasetParts parts, Conversations conversations, Progress progress)
      throws IOException {
    var files = new ArrayList<Card.Split>();
    try (var learnt = new Part(place, "train", recipe.seed(), conversations);
        // Rendered alike for every seed, as in training.
        var heldOut = new Part(place, "test", 0, conversations)) {
      each(
          e -> {
            switch (parts.of(e)) {
              case LEARNT -> learnt.write(e);
              case HELD_OUT -> heldOut.write(e);
              case NEITHER -> {}
            }
          },
          progress);
      for (Part part : List.of(learnt, heldOut)) {
        part.close();
        part.told().ifPresent(files::add);
      }
    }
    return files;
  }

  private void each(IoConsumer<Experience> write, Progress progress) throws IOException {
    long size = Files.size(folder.experiencesFile());
    try (ExperienceSource source = ExperienceSource.open(folder.experiencesFile())) {
      while (source.hasNext()) {
        write.accept(request.thoughts() ? source.next() : withoutThoughts(source.next()));
        progress.at("writing " + request.format().word(), source.done(), size);
      }
    }
  }

  private static Experience withoutThoughts(Experience e) {
    List<Turn> turns =
        e.turns().stream().filter(turn -> turn.action() != Turn.Action.THINKING).toList();
    return new Experience(
        e.id(), e.kind(), e.partner(), e.category(), e.scene(), turns, e.provenance());
  }

  private Manifest describe(Path place, CharacterSheet sheet, List<Card.Split> files) {
    if (files.isEmpty()) {
      throw new UserException(
          folder.experiencesFile().toString(),
          "holds no scene that could be exported",
          "The recipe's data.kinds and data.scenes choose which are.");
    }
    String source = Hashes.sha256(folder.experiencesFile());
    var manifest = new Manifest(sheet.id(), request.format().word(), source, files);
    Json.write(place.resolve(MANIFEST), manifest);
    if (request.format() == DatasetFormat.HUB) {
      var card = new Card(sheet, files, request.licence(), request.maker());
      AtomicFiles.write(place.resolve("README.md"), card.text());
    }
    return manifest;
  }

  private void checkPlace() {
    Path to = request.to();
    boolean taken = Files.exists(to) && !isEmptyFolder(to);
    if (taken && !request.overwrite()) {
      throw new UserException(
          to.toString(), "is there already", "Choose another folder, or give --overwrite.");
    }
    if (taken && !Files.isRegularFile(to.resolve(MANIFEST))) {
      throw new UserException(
          to.toString(),
          "is there already and no dataset of ours: it holds no " + MANIFEST,
          "Choose another folder: --overwrite replaces earlier exports only.");
    }
    AtomicFiles.checkWritable(to.toAbsolutePath().normalize().resolveSibling(""));
  }

  private static boolean isEmptyFolder(Path place) {
    if (!Files.isDirectory(place)) {
      return false;
    }
    try (Stream<Path> inside = Files.list(place)) {
      return inside.findAny().isEmpty();
    } catch (IOException e) {
      throw Failures.reading(place, e);
    }
  }

  /// One file of an export, made when the first scene comes.
  private final class Part implements AutoCloseable {
    private final Path place;
    private final String split;
    private final long seed;
    private final Conversations conversations;
    private @Nullable SampleWriter writer;
    private long samples;

    Part(Path place, String split, long seed, Conversations conversations) {
      this.place = place;
      this.split = split;
      this.seed = seed;
      this.conversations = conversations;
    }

    /// Scenes without a turn of the character are left out, as in training.
    void write(Experience e) throws IOException {
      Optional<Conversation> told = conversations.of(e, seed);
      if (told.isEmpty()) {
        return;
      }
      if (writer == null) {
        writer = open();
      }
      writer.write(new Sample(e, told.get()));
      samples++;
    }

    private SampleWriter open() throws IOException {
      Path file = place.resolve(request.format().file(split));
      Files.createDirectories(file.getParent());
      var out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
      return request.format().writer(out, conversations.sheet(), request.columns());
    }

    Optional<Card.Split> told() throws IOException {
      if (samples == 0) {
        return Optional.empty();
      }
      String file = request.format().file(split);
      return Optional.of(new Card.Split(split, file, samples, Files.size(place.resolve(file))));
    }

    @Override
    public void close() throws IOException {
      if (writer != null) {
        writer.close();
        writer = null;
      }
    }
  }
}
