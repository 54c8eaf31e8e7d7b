package dev.understudy.pipeline;

import dev.understudy.store.AtomicFiles;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// A talk as Markdown that people read.
public final class Transcript {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private Transcript() {}

  /// A file in `folder` named by the time of day.
  public static Path newFile(Path folder) {
    return folder.resolve(
        "talk-" + STAMP.format(LocalDateTime.now(ZoneId.systemDefault())) + ".md");
  }

  public static void write(Path file, String name, String scene, List<Exchange> exchanges) {
    StringBuilder text = new StringBuilder("# A talk with " + name + "\n\n");
    text.append("A computer program played the part.\n\n_").append(scene).append("_\n");
    for (Exchange exchange : exchanges) {
      text.append("\n**You:** ").append(exchange.said()).append("\n\n");
      text.append("**").append(name).append(":** ").append(exchange.reply()).append("\n");
    }
    AtomicFiles.write(file, text.toString());
  }
}
