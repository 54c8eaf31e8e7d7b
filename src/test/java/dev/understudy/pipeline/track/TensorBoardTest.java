package dev.understudy.pipeline.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.train.Metric;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Event files, read back by a reader that checks every length and checksum. That TensorBoard
/// itself reads them was tried with `tools/golden/tensorboard_read.py`.
class TensorBoardTest {
  @TempDir Path folder;
  private final List<String> failed = new ArrayList<>();

  /// @param text the file's version, or `start` where a session begins
  record Read(double time, long step, String text, String tag, float value) {}

  static Metric metric(long step, double loss) {
    return new Metric(
        step,
        10 * step,
        loss,
        Optional.empty(),
        1e-3,
        0.5,
        250,
        step,
        Optional.of(2000.0),
        Optional.empty());
  }

  @Test
  void everyNumberOfEveryStepIsReadBack() throws IOException {
    var board = new TensorBoard(folder, failed::add);
    board.measured(0, 4.25);
    board.begun();
    board.stepped(metric(1, 4.5), 0, 0);
    board.measured(2, 3.5);
    board.asked(2, 0.125);
    board.stepped(metric(2, 4.0), 0, 0);
    board.measured(300, 3.25);
    board.end(Tracker.Ending.FINISHED);

    List<Read> events = read();
    assertThat(events.getFirst().text()).isEqualTo("brain.Event:2");
    assertThat(events.get(1).text()).isEqualTo("start");
    assertThat(events.get(1).step()).isEqualTo(1);
    assertThat(values(events, "train/loss")).containsExactly("1 4.5", "2 4.0");
    assertThat(values(events, "train/learning_rate")).containsExactly("1 0.001", "2 0.001");
    assertThat(values(events, "train/gradient_norm")).containsExactly("1 0.5", "2 0.5");
    assertThat(values(events, "train/tokens_per_second")).containsExactly("1 250.0", "2 250.0");
    assertThat(values(events, "train/tokens")).containsExactly("1 10.0", "2 20.0");
    assertThat(values(events, "train/memory_mib")).containsExactly("1 2000.0", "2 2000.0");
    assertThat(values(events, "held_out/loss")).containsExactly("0 4.25", "2 3.5", "300 3.25");
    assertThat(values(events, "held_out/leaks")).containsExactly("2 0.125");
    assertThat(events).allMatch(e -> Math.abs(e.time() - System.currentTimeMillis() / 1e3) < 60);
    assertThat(failed).isEmpty();
  }

  @Test
  void aTrainingThatGoesOnBeginsAFileThatReplacesLaterSteps() throws IOException {
    for (long first : new long[] {1, 3}) {
      var board = new TensorBoard(folder, failed::add);
      board.begun();
      for (long step = first; step < first + 4; step++) {
        board.stepped(metric(step, step), 0, 0);
      }
      board.end(Tracker.Ending.STOPPED);
    }
    assertThat(files()).hasSize(2);
    List<Read> second = read(files().getLast());
    assertThat(second.get(1)).extracting(Read::text, Read::step).containsExactly("start", 3L);
  }

  @Test
  void aPlaceThatCannotBeWrittenIsToldOnceAndStopsNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("plain"), "");
    var board = new TensorBoard(file.resolve("logs"), failed::add);
    board.begun();
    board.stepped(metric(1, 4.5), 0, 0);
    board.stepped(metric(2, 4.5), 0, 0);
    board.end(Tracker.Ending.FINISHED);
    assertThat(failed).singleElement().asString().contains("TensorBoard", "plain");
  }

  /// CRC-32C of "123456789" is e3069283 (the usual check value); masked as TFRecord does.
  @Test
  void checksumsAreMasked() {
    int crc = 0xe3069283;
    int masked = ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
    assertThat(EventFile.checksum("123456789".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(masked);
  }

  /// The first record that TensorFlow's own writer makes: its version, at step 0 and time 0 here.
  @Test
  void aRecordIsLaidOutAsTensorFlowDoes() throws IOException {
    var board = new TensorBoard(folder, failed::add);
    board.begun();
    board.end(Tracker.Ending.FINISHED);
    byte[] bytes = Files.readAllBytes(files().getFirst());
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(all.getLong(0)).isEqualTo(bytes.length - 16);
    String message = HexFormat.of().formatHex(bytes, 12, bytes.length - 4);
    assertThat(message)
        .startsWith("09")
        .endsWith("10001a0d627261696e2e4576656e743a32"); // step 0, file_version "brain.Event:2"
  }

  private static List<String> values(List<Read> events, String tag) {
    return events.stream()
        .filter(e -> e.tag().equals(tag))
        .map(e -> e.step() + " " + e.value())
        .toList();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().contains("tfevents")).sorted().toList();
    }
  }

  private List<Read> read() throws IOException {
    var all = new ArrayList<Read>();
    for (Path file : files()) {
      all.addAll(read(file));
    }
    return all;
  }

  private static List<Read> read(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    var all = new ArrayList<Read>();
    while (in.hasRemaining()) {
      byte[] head = new byte[8];
      in.get(head);
      assertThat(in.getInt()).isEqualTo(EventFile.checksum(head));
      byte[] message =
          new byte[(int) ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      in.get(message);
      assertThat(in.getInt()).isEqualTo(EventFile.checksum(message));
      all.addAll(event(ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN)));
    }
    return all;
  }

  private static List<Read> event(ByteBuffer in) {
    double time = 0;
    long step = 0;
    String text = "";
    var values = new ArrayList<Read>();
    while (in.hasRemaining()) {
      int key = (int) varint(in);
      switch (key) {
        case 0x09 -> time = in.getDouble();
        case 0x10 -> step = varint(in);
        case 0x1a -> text = new String(bytes(in), StandardCharsets.UTF_8);
        case 0x3a -> text = HexFormat.of().formatHex(bytes(in)).equals("0801") ? "start" : "?";
        case 0x2a -> {
          ByteBuffer summary = ByteBuffer.wrap(bytes(in));
          while (summary.hasRemaining()) {
            assertThat(varint(summary)).isEqualTo(0x0a);
            values.add(value(ByteBuffer.wrap(bytes(summary)).order(ByteOrder.LITTLE_ENDIAN)));
          }
        }
        default -> throw new AssertionError("field " + key);
      }
    }
    if (values.isEmpty()) {
      return List.of(new Read(time, step, text, "", 0));
    }
    double at = time;
    long of = step;
    return values.stream().map(v -> new Read(at, of, "", v.tag(), v.value())).toList();
  }

  private static Read value(ByteBuffer in) {
    assertThat(varint(in)).isEqualTo(0x0a);
    String tag = new String(bytes(in), StandardCharsets.UTF_8);
    assertThat(varint(in)).isEqualTo(0x15);
    float value = in.getFloat();
    assertThat(in.hasRemaining()).isFalse();
    return new Read(0, 0, "", tag, value);
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[(int) varint(in)];
    in.get(bytes);
    return bytes;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
