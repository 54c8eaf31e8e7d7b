package dev.understudy.tensor;

import dev.understudy.problem.UserException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// One weights file, mapped read-only and shared between threads.
record MappedFile(Path path, Arena arena, MemorySegment bytes) implements AutoCloseable {
  private static final String FETCH_AGAIN = "The file is incomplete or altered: fetch it again.";

  static MappedFile open(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new UserException(
          path.toString(), "there is no such file", "Check the path of the weights.");
    }
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return new MappedFile(path, arena, channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
    } catch (IOException e) {
      arena.close();
      throw new UserException(
          path.toString(), "cannot be read: " + e.getMessage(), "Check its permissions.", e);
    }
  }

  long size() {
    return bytes.byteSize();
  }

  /// A refusal of the file. `place` is a byte offset or a tensor.
  UserException refuse(String place, String reason) {
    return new UserException(path + ", " + place, reason, FETCH_AGAIN);
  }

  /// A refusal that fetching again would not mend.
  UserException unsupported(String place, String reason, String fix) {
    return new UserException(path + ", " + place, reason, fix);
  }

  @Override
  public void close() {
    arena.close();
  }
}
