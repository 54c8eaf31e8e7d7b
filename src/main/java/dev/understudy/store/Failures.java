package dev.understudy.store;

import dev.understudy.problem.UserException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/// Tells what the operating system refused in words that name the file and a way out.
public final class Failures {
  private Failures() {}

  public static UserException writing(Path file, IOException e) {
    String reason = reason(e);
    String lower = reason.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left")
        || lower.contains("disk quota")
        || lower.contains("not enough space")) {
      return failure(
          file,
          "no space left on the disk to write it",
          "Free some space and run again; nothing was left half-written.",
          e);
    }
    if (e instanceof AccessDeniedException
        || lower.contains("read-only")
        || lower.contains("permission")) {
      return failure(
          file,
          "can't be written: no permission (" + reason + ")",
          "Change the folder's permissions, or choose another place.",
          e);
    }
    if (e instanceof FileAlreadyExistsException
        || e instanceof NotDirectoryException
        || lower.contains("not a directory")) {
      return failure(
          file,
          "can't be written: a file stands where a folder is needed",
          "Move that file away.",
          e);
    }
    return failure(file, "can't be written (" + reason + ")", "", e);
  }

  public static UserException reading(Path file, IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> failure(file, "there is no such file", "Check the path.", e);
      case AccessDeniedException _ ->
          failure(file, "can't be read: no permission", "Change its permissions.", e);
      default -> failure(file, "can't be read (" + reason(e) + ")", "", e);
    };
  }

  private static UserException failure(Path file, String what, String fix, IOException e) {
    return new UserException(file.toString(), what, fix, e);
  }

  private static String reason(IOException e) {
    String reason =
        e instanceof FileSystemException f && f.getReason() != null
            ? f.getReason()
            : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }
}
