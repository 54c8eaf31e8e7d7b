package dev.understudy.profile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Files of this computer. A folder gives all files below it, in the order of their names; links in
/// it are not followed, and what holds no text by its ending is passed over.
record LocalFiles(Limits limits) {
  private static final Pattern PASSED_OVER =
      Pattern.compile(
          "(?i).*\\.(jpe?g|gif|webp|heic|tiff?|bmp|svg|ico|mp[34]|m4[av]|og[agv]|opus|wav|flac|aac|amr"
              + "|mov|avi|mkv|webm|3gp|vcf|css|js|tgs|db|lock|ttf|woff2?|exe|dll|so|class|jar)");

  List<Found> under(String source, Path path) throws SourceException {
    if (!Files.exists(path)) {
      throw new SourceException("does not exist", "Check the path.");
    }
    return Files.isDirectory(path) ? inFolder(source, path) : List.of(found(source, path));
  }

  private List<Found> inFolder(String source, Path folder) throws SourceException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all =
          walk.filter(path -> Files.isRegularFile(path, java.nio.file.LinkOption.NOFOLLOW_LINKS))
              .filter(path -> !isHidden(folder.relativize(path)))
              .filter(path -> !PASSED_OVER.matcher(path.getFileName().toString()).matches())
              .limit(limits.files() + 1L)
              .sorted()
              .toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new SourceException("can't be listed", "Check the permissions of the folder.");
    }
    if (all.isEmpty()) {
      throw new SourceException("is a folder without a file that may hold text", "");
    }
    var found = new ArrayList<Found>();
    all.stream().limit(limits.files()).forEach(file -> found.add(found(file.toString(), file)));
    if (all.size() > limits.files()) {
      found.add(Found.nothing(source, tooMany()));
    }
    return found;
  }

  private SourceException tooMany() {
    return new SourceException(
        "holds more than %,d files: the others were left out".formatted(limits.files()),
        "Give its folders one after another.");
  }

  private Found found(String source, Path file) {
    return new Found(source, () -> read(file));
  }

  private Raw read(Path file) throws SourceException {
    if (!Files.isRegularFile(file)) {
      throw new SourceException("is no file", "Give a file or a folder.");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(limits.bytes());
      if (in.read() >= 0) {
        throw tooLarge(limits);
      }
      return new Raw(
          file.toString(), file.getFileName().toString(), bytes, Optional.empty(), limits);
    } catch (IOException e) {
      throw SourceException.unreadable(e);
    }
  }

  static SourceException tooLarge(Limits limits) {
    return new SourceException(
        "has more than %,d bytes".formatted(limits.bytes()),
        "Give the part that tells of the person.");
  }

  private static boolean isHidden(Path inFolder) {
    for (Path part : inFolder) {
      if (part.toString().startsWith(".") || part.toString().startsWith("__MACOSX")) {
        return true;
      }
    }
    return false;
  }
}
