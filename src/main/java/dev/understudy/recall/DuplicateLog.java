package dev.understudy.recall;

import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Failures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Records in a file that only grows, each written in one go with its checksum. A record that a
/// crash cut short is cut off when the file is opened next; it is as if it had not been added.
///
/// Of each record only its place is held in memory: 8 bytes.
final class DuplicateLog implements DuplicateRecords {
  private static final int FIRST = 1 << 10;

  private final Path file;
  private final FileChannel channel;
  private final byte[] title;
  private long[] places = new long[FIRST];
  private int size;
  private long end;

  private DuplicateLog(Path file, FileChannel channel, String kind) {
    this.file = file;
    this.channel = channel;
    this.title = ("understudy duplicates 1 " + kind + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /// Opens or makes `duplicates.log` in `folder`.
  ///
  /// @param kind what the records can be compared with; written into the file
  /// @throws UserException when another program has it open, or it was made for another `kind`
  static DuplicateLog open(Path folder, String kind) {
    AtomicFiles.createFolder(folder);
    Path file = folder.resolve("duplicates.log");
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      var log = new DuplicateLog(file, channel, kind);
      try {
        log.begin();
        return log;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw Failures.writing(file, e);
    }
  }

  private void begin() throws IOException {
    lock();
    byte[] found = read(0, (int) Math.min(channel.size(), title.length));
    if (found.length < title.length && Arrays.equals(found, Arrays.copyOf(title, found.length))) {
      channel.truncate(0);
      write(title);
      end = title.length;
    } else if (Arrays.equals(found, title)) {
      scan();
    } else {
      throw new UserException(
          file.toString(),
          "is an index of duplicates of another kind or version",
          "Delete it; it is made anew from the records.");
    }
  }

  private void lock() throws IOException {
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException _) {
      lock = null;
    }
    if (lock == null) {
      throw new UserException(
          file.toString(), "is in use by another program", "Wait until that one has ended.");
    }
  }

  /// Finds where each record begins, up to the first that is not whole.
  private void scan() throws IOException {
    long all = channel.size();
    end = title.length;
    while (all - end > DuplicateRecord.HEAD) {
      ByteBuffer head = head(end);
      int length = head.getInt();
      boolean fits = length > 0 && length <= DuplicateRecord.MOST;
      if (!fits || end + DuplicateRecord.HEAD + length > all) {
        break;
      }
      byte[] body = read(end + DuplicateRecord.HEAD, length);
      if (DuplicateRecord.checksum(body, 0, length) != head.getInt()) {
        break;
      }
      remember(DuplicateRecord.HEAD + length);
    }
    channel.truncate(end);
  }

  private void remember(int length) {
    if (size == places.length) {
      places = Arrays.copyOf(places, size * 2);
    }
    places[size++] = end;
    end += length;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public DuplicateRecord get(int record) {
    try {
      long place = places[record];
      int length = head(place).getInt();
      return DuplicateRecord.of(read(place + DuplicateRecord.HEAD, length));
    } catch (IOException e) {
      throw Failures.reading(file, e);
    }
  }

  @Override
  public void add(DuplicateRecord added) {
    try {
      byte[] bytes = added.bytes();
      write(bytes);
      remember(bytes.length);
    } catch (IOException e) {
      throw Failures.writing(file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.force(true);
      channel.close();
    } catch (IOException e) {
      throw Failures.writing(file, e);
    }
  }

  private ByteBuffer head(long place) throws IOException {
    return ByteBuffer.wrap(read(place, DuplicateRecord.HEAD)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private byte[] read(long place, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && channel.read(buffer, place + buffer.position()) >= 0) {
      // a read may bring less than asked for
    }
    return buffer.array();
  }

  private void write(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer, end + buffer.position());
    }
  }
}
