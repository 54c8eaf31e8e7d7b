package dev.understudy.pipeline;

import dev.understudy.base.Progress;
import dev.understudy.dataset.DatasetReader;
import dev.understudy.dataset.DatasetReader.FileReport;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Failures;
import dev.understudy.store.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Scenes made elsewhere become a character's experiences, beside those that are there. The
/// character's folder changes in one step, or not at all.
public final class DatasetImport {
  private static final Set<String> ENDINGS = Set.of("jsonl", "ndjson", "json", "parquet");

  /// What tells of a dataset, and is none of its data: ours, and those of the hub's tools.
  private static final Set<String> ABOUT =
      Set.of(
          DatasetExport.MANIFEST,
          "dataset_info.json",
          "dataset_infos.json",
          "dataset_dict.json",
          "state.json");

  private final CharacterFolder folder;
  private final DatasetReader.Settings settings;
  private final DatasetReader reader;

  /// @param folder of the character; one that is not there is made, of the sheet in `settings`
  /// @throws UserException when there is no such format
  public DatasetImport(CharacterFolder folder, DatasetReader.Settings settings) {
    this.folder = folder;
    this.settings = settings;
    this.reader = new DatasetReader(settings);
  }

  /// @param before experiences that were there already
  /// @param after experiences that are there now
  public record Report(String character, long before, long after, List<FileReport> files) {
    public Report {
      files = List.copyOf(files);
    }

    public long taken() {
      return files.stream().mapToLong(FileReport::taken).sum();
    }

    public long refused() {
      return files.stream().mapToLong(FileReport::refused).sum();
    }
  }

  /// @param files also folders, of which all data files are taken
  /// @throws UserException when a file can't be read, or none of its records can be taken; nothing
  ///   is written then
  public Report take(List<Path> files, Progress progress) {
    List<Path> all = files.stream().flatMap(DatasetImport::dataFiles).toList();
    var merging = new DatasetMerge(folder, reader, all, progress);
    Path experiences = folder.experiencesFile();
    if (Files.exists(folder.path())) {
      AtomicFiles.write(experiences, merging);
      if (!folder.exists()) {
        Yaml.write(folder.sheetFile(), settings.sheet());
      }
    } else {
      AtomicFiles.writeFolder(
          folder.path(),
          made -> {
            Path inside = made.resolve(experiences.getFileName());
            AtomicFiles.write(inside, merging);
            Yaml.write(made.resolve(folder.sheetFile().getFileName()), settings.sheet());
          });
    }
    return new Report(
        folder.id(), merging.before(), merging.before() + merging.added(), merging.reports());
  }

  /// A dataset folder's files, by name.
  private static Stream<Path> dataFiles(Path given) {
    if (!Files.isDirectory(given)) {
      return Stream.of(given);
    }
    try (Stream<Path> inside = Files.walk(given)) {
      List<Path> found = inside.filter(path -> isData(given.relativize(path))).sorted().toList();
      if (found.isEmpty()) {
        throw new UserException(
            given.toString(),
            "holds no data file",
            "Wanted are files ending in ."
                + String.join(", .", ENDINGS.stream().sorted().toList())
                + ".");
      }
      return found.stream();
    } catch (IOException e) {
      throw Failures.reading(given, e);
    } catch (UncheckedIOException e) {
      throw Failures.reading(given, new IOException(e));
    }
  }

  private static boolean isData(Path path) {
    String name = path.getFileName().toString();
    boolean hidden = Stream.of(path.toString().split("[/\\\\]")).anyMatch(p -> p.startsWith("."));
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return !hidden && ENDINGS.contains(ending) && !ABOUT.contains(name);
  }
}
