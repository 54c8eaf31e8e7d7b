package dev.understudy.pipeline;

import dev.understudy.base.Progress;
import dev.understudy.dataset.DatasetReader;
import dev.understudy.dataset.DatasetReader.FileReport;
import dev.understudy.dataset.DatasetReader.Outcome;
import dev.understudy.dataset.ExperienceSource;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.person.Experience;
import dev.understudy.problem.UserException;
import dev.understudy.store.Hashes;
import dev.understudy.store.IoConsumer;
import dev.understudy.store.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the experiences a character has as they stand, and after them the new ones. Of each no
/// more than its id and a hash is held.
final class DatasetMerge implements IoConsumer<OutputStream> {
  private static final int SHOWN = 5;

  private final CharacterFolder folder;
  private final DatasetReader reader;
  private final List<Path> files;
  private final Progress progress;
  private final Map<String, Long> known = new HashMap<>();
  private final List<FileReport> reports = new ArrayList<>();
  private long before;

  DatasetMerge(CharacterFolder folder, DatasetReader reader, List<Path> files, Progress progress) {
    this.folder = folder;
    this.reader = reader;
    this.files = List.copyOf(files);
    this.progress = progress;
  }

  /// How many experiences were there.
  long before() {
    return before;
  }

  long added() {
    return reports.stream().mapToLong(FileReport::taken).sum();
  }

  List<FileReport> reports() {
    return List.copyOf(reports);
  }

  @Override
  public void accept(OutputStream out) throws IOException {
    copy(out);
    try {
      for (Path file : files) {
        reports.add(read(file, out));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (reports.stream().allMatch(r -> r.taken() + r.known() == 0)) {
      throw nothingTaken();
    }
  }

  private void copy(OutputStream out) throws IOException {
    Path there = folder.experiencesFile();
    if (!Files.exists(there)) {
      return;
    }
    try (ExperienceSource source = ExperienceSource.open(there)) {
      while (source.hasNext()) {
        Experience e = source.next();
        known.put(e.id(), hash(e));
        before++;
      }
    }
    Files.copy(there, out);
    out.write(endsInLine(there) ? new byte[0] : new byte[] {'\n'});
  }

  private static boolean endsInLine(Path file) throws IOException {
    try (var channel = Files.newByteChannel(file)) {
      var last = java.nio.ByteBuffer.allocate(1);
      channel.position(Math.max(0, channel.size() - 1)).read(last);
      return channel.size() == 0 || last.get(0) == '\n';
    }
  }

  private FileReport read(Path file, OutputStream out) throws IOException {
    long size = Files.isRegularFile(file) ? Files.size(file) : -1;
    String name = "reading " + file.getFileName();
    return reader.read(file, e -> add(e, out), done -> progress.at(name, done, size));
  }

  private Outcome add(Experience e, OutputStream out) {
    long hash = hash(e);
    @Nullable Long there = known.putIfAbsent(e.id(), hash);
    if (there != null) {
      return there == hash ? Outcome.KNOWN : Outcome.CLASH;
    }
    try {
      out.write((Json.line(e) + "\n").getBytes(StandardCharsets.UTF_8));
      return Outcome.TAKEN;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Of what it is, not of who made it and when: the same scene from another file is the same.
  private static long hash(Experience e) {
    String content = Json.line(List.of(e.kind(), e.scene(), e.turns()));
    String hash = Hashes.sha256(content.getBytes(StandardCharsets.UTF_8));
    return Long.parseUnsignedLong(hash.substring(0, 16), 16);
  }

  private UserException nothingTaken() {
    List<String> reasons =
        reports.stream()
            .flatMap(r ->
                r.reasons().stream().map(at -> r.file() + ", " + at.where() + ": " + at.reason()))
            .limit(SHOWN)
            .toList();
    return new UserException(
        String.join(", ", files.stream().map(Path::toString).toList()),
        reasons.isEmpty()
            ? "holds no record"
            : "holds no record that can be taken: " + String.join("; ", reasons),
        "docs/formats.md tells what is read; --name and --alias tell who the character is.");
  }
}
