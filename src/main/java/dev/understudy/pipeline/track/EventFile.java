package dev.understudy.pipeline.track;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;

/// A file of events as TensorBoard reads them: TFRecords, each an `Event` message of
/// `tensorflow/core/util/event.proto` in the protobuf encoding.
///
/// A record is its length (8 bytes, little-endian), a checksum of these, the message, and a
/// checksum of it; each checksum is CRC-32C, rotated right by 15 bits plus 0xa282ead8. Every event
/// is written at once, so that whoever watches sees it.
final class EventFile implements Closeable {
  private static final int MASK = 0xa282ead8;

  // Field numbers and wire types (number << 3 | type): 0 varint, 1 eight bytes, 2 length and bytes,
  // 5 four bytes.
  private static final int EVENT_WALL_TIME = 1 << 3 | 1;
  private static final int EVENT_STEP = 2 << 3;
  private static final int EVENT_FILE_VERSION = 3 << 3 | 2;
  private static final int EVENT_SUMMARY = 5 << 3 | 2;
  private static final int EVENT_SESSION_LOG = 7 << 3 | 2;
  private static final int SESSION_STATUS = 1 << 3;
  private static final int SESSION_START = 1;
  private static final int SUMMARY_VALUE = 1 << 3 | 2;
  private static final int VALUE_TAG = 1 << 3 | 2;
  private static final int VALUE_SIMPLE = 2 << 3 | 5;

  private final FileChannel channel;

  private EventFile(FileChannel channel) {
    this.channel = channel;
  }

  /// A new file in `folder`. TensorBoard takes a folder's files in the order of their names, so the
  /// name begins with the time.
  static EventFile in(Path folder) throws IOException {
    Files.createDirectories(folder);
    String name =
        "events.out.tfevents.%010d.understudy.%d"
            .formatted(System.currentTimeMillis() / 1000, ProcessHandle.current().pid());
    Path file = folder.resolve(name);
    for (int i = 2; Files.exists(file); i++) { // begun twice within a second
      file = folder.resolve(name + "." + i);
    }
    var opened =
        new EventFile(
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    opened.write(text(EVENT_FILE_VERSION, "brain.Event:2"), 0);
    return opened;
  }

  /// Makes readers forget what earlier files of the folder say of `step` and later ones: a training
  /// went on from a checkpoint before.
  void startAt(long step) throws IOException {
    var log = new ByteArrayOutputStream();
    log.write(SESSION_STATUS);
    log.write(SESSION_START);
    write(bytes(EVENT_SESSION_LOG, log.toByteArray()), step);
  }

  void scalars(long step, Map<String, Double> values) throws IOException {
    var summary = new ByteArrayOutputStream();
    values.forEach((tag, number) -> {
      var value = new ByteArrayOutputStream();
      value.writeBytes(text(VALUE_TAG, tag));
      value.write(VALUE_SIMPLE);
      value.writeBytes(little(4).putFloat(number.floatValue()).array());
      summary.writeBytes(bytes(SUMMARY_VALUE, value.toByteArray()));
    });
    write(bytes(EVENT_SUMMARY, summary.toByteArray()), step);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void write(byte[] what, long step) throws IOException {
    var event = new ByteArrayOutputStream();
    event.write(EVENT_WALL_TIME);
    event.writeBytes(little(8).putDouble(System.currentTimeMillis() / 1e3).array());
    event.write(EVENT_STEP);
    varint(event, step);
    event.writeBytes(what);
    byte[] message = event.toByteArray();
    byte[] length = little(8).putLong(message.length).array();
    ByteBuffer record =
        little(16 + message.length)
            .put(length)
            .putInt(checksum(length))
            .put(message)
            .putInt(checksum(message))
            .flip();
    while (record.hasRemaining()) {
      channel.write(record);
    }
  }

  static int checksum(byte[] of) {
    var crc = new CRC32C();
    crc.update(of);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  private static byte[] text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(int field, byte[] content) {
    var all = new ByteArrayOutputStream();
    all.write(field);
    varint(all, content.length);
    all.writeBytes(content);
    return all.toByteArray();
  }

  private static void varint(ByteArrayOutputStream to, long number) {
    long rest = number;
    while (rest >= 0x80) {
      to.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    to.write((int) rest);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
