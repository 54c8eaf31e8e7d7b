package dev.understudy.store;

import dev.understudy.problem.UserException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Writes files and folders so that a reader sees the old content or the new, never a part of it: a
/// temporary file beside the target, synced, then renamed over it.
public final class AtomicFiles {
  private AtomicFiles() {}

  public static void write(Path file, byte[] content) {
    write(file, out -> out.write(content));
  }

  /// Writes `content` as UTF-8.
  public static void write(Path file, String content) {
    write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  /// Lets `content` write to a buffered stream. When it throws, the target stays as it was and no
  /// temporary file remains.
  ///
  /// @throws UserException when the disk is full or the place can't be written
  public static void write(Path file, IoConsumer<OutputStream> content) {
    try {
      Path temporary = beside(file);
      try {
        fill(temporary, content);
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Temporaries.close(temporary);
      }
      syncFolder(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw Failures.writing(file, e);
    }
  }

  /// Lets `content` fill a new folder, which then takes the place of `folder`. A crash leaves the
  /// old folder or the new one, except in the moment between two renames when there was an old one:
  /// then it stands beside, as `….old.tmp`.
  ///
  /// @throws UserException when the disk is full or the place can't be written
  public static void writeFolder(Path folder, IoConsumer<Path> content) {
    try {
      Path temporary = beside(folder);
      Path old = temporary.resolveSibling(temporary.getFileName() + ".old.tmp");
      try {
        Files.createDirectory(temporary);
        content.accept(temporary);
        if (Files.exists(folder)) {
          Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
        deleteTree(old);
      } finally {
        Temporaries.close(temporary);
      }
      syncFolder(folder.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw Failures.writing(folder, e);
    }
  }

  /// Moves a finished file over `target` in one step.
  ///
  /// @throws UserException when the place can't be written
  public static void move(Path finished, Path target) {
    try {
      createParent(target);
      try {
        Files.move(
            finished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        write(target, out -> Files.copy(finished, out));
        Files.delete(finished);
      }
    } catch (IOException e) {
      throw Failures.writing(target, e);
    }
  }

  /// Makes a folder and those above it, unless they are there.
  ///
  /// @throws UserException when the place can't be written
  public static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw Failures.writing(folder, e);
    }
  }

  /// Tells before long work that its result can't be kept. Writes nothing.
  ///
  /// @throws UserException when `folder`, there or not yet, can't be written into
  public static void checkWritable(Path folder) {
    Path there = nearest(folder);
    if (!Files.isDirectory(there) || !Files.isWritable(there)) {
      throw Failures.writing(
          folder,
          Files.isDirectory(there)
              ? new AccessDeniedException(there.toString())
              : new NotDirectoryException(there.toString()));
    }
  }

  /// How many bytes the disk under `place`, there or not yet, has left for us.
  public static long free(Path place) {
    try {
      return Files.getFileStore(nearest(place)).getUsableSpace();
    } catch (IOException e) {
      throw Failures.reading(place, e);
    }
  }

  /// How many bytes the files in `folder` have; 0 when there is none.
  public static long size(Path folder) {
    try (Stream<Path> all = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
      return all.mapToLong(path -> path.toFile().isFile() ? path.toFile().length() : 0).sum();
    } catch (IOException e) {
      throw Failures.reading(folder, e);
    }
  }

  /// `place`, or what is there of the folders above it.
  private static Path nearest(Path place) {
    Path there = place.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }

  /// Deletes a folder with all that is in it, or a file; nothing when there is none.
  ///
  /// @throws UserException when something can't be deleted
  public static void delete(Path fileOrFolder) {
    try {
      deleteTree(fileOrFolder);
    } catch (IOException e) {
      throw Failures.writing(fileOrFolder, e);
    }
  }

  /// Deletes what a program that was killed left on its way to its place in `folder`. Only for
  /// folders that no other program writes to.
  ///
  /// @throws UserException when something can't be deleted
  public static void deleteUnfinished(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path left : entries.filter(AtomicFiles::isUnfinished).toList()) {
        deleteTree(left);
      }
    } catch (IOException e) {
      throw Failures.writing(folder, e);
    }
  }

  private static boolean isUnfinished(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(".") && name.endsWith(".tmp");
  }

  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static Path beside(Path target) throws IOException {
    createParent(target);
    String name = "." + target.getFileName() + "." + UUID.randomUUID() + ".tmp";
    return Temporaries.open(target.toAbsolutePath().resolveSibling(name));
  }

  private static void createParent(Path target) throws IOException {
    Path parent = target.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
  }

  private static void fill(Path temporary, IoConsumer<OutputStream> content) throws IOException {
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(temporary, options);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
      content.accept(out);
      out.flush();
      channel.force(true);
    }
  }

  /// A rename survives a power cut only when its folder is synced too. Not every system lets a
  /// folder be opened.
  private static void syncFolder(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException ignored) {
      // the content itself is already safe
    }
  }
}
