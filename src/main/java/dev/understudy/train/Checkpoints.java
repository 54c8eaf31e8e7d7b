package dev.understudy.train;

import dev.understudy.model.NativeFloats;
import dev.understudy.model.learn.Parameter;
import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Failures;
import dev.understudy.store.Json;
import dev.understudy.tensor.DataType;
import dev.understudy.tensor.NamedTensor;
import dev.understudy.tensor.SafetensorsWriter;
import dev.understudy.tensor.TensorFile;
import dev.understudy.tensor.TensorFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// The checkpoints of one run: folders named by step, each complete, the model as other tools read
/// it beside the state that a resumed training needs. The last two and the best are kept.
final class Checkpoints {
  private static final String FOLDER = "checkpoints";
  private static final String STATE = "state.safetensors";
  private static final String PACKED = "moments.bin"; // AdamW's averages of a byte each
  private static final String POSITION = "position.json";
  static final int KEPT = 2;
  private static final long PART = 1 << 20;

  private final Path folder;
  private final TrainPlan plan;
  private final AdamW optimizer;

  Checkpoints(TrainPlan plan, AdamW optimizer) {
    this.folder = plan.folder().resolve(FOLDER);
    this.plan = plan;
    this.optimizer = optimizer;
  }

  Path at(long step) {
    return folder.resolve("step-%06d".formatted(step));
  }

  /// Writes a checkpoint, and deletes those that are not needed any more.
  Path save(Position position) {
    Path target = at(position.step());
    AtomicFiles.writeFolder(
        target,
        unfinished -> {
          plan.writer().write(unfinished);
          writeState(unfinished.resolve(STATE));
          writePacked(unfinished.resolve(PACKED));
          Json.write(unfinished.resolve(POSITION), position);
        });
    List<Path> all = all(folder);
    for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
      if (!old.equals(at(position.bestStep()))) {
        AtomicFiles.delete(old);
      }
    }
    return target;
  }

  /// Deletes what was being written when a training was killed.
  void deleteUnfinished() {
    AtomicFiles.deleteUnfinished(folder);
  }

  /// Brings learner and optimizer back to the last checkpoint; empty when there is none.
  ///
  /// @throws UserException when it belongs to other data or another model
  Optional<Position> resume(String data) {
    List<Path> all = all(folder);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    Path last = all.getLast();
    Position position = position(last);
    if (!position.data().equals(data)) {
      throw other(
          last, "it was trained on other examples, with another seed, or from another adapter");
    }
    try (TensorFile file = TensorFiles.open(last.resolve(STATE))) {
      state()
          .forEach((name, tensor) -> {
            TensorFile.Info info = file.tensors().get(name);
            if (info == null || info.elements() != tensor.numel()) {
              throw other(last, "its " + name + " has another size");
            }
            read(file, name, tensor);
          });
    }
    readPacked(last);
    return Optional.of(position);
  }

  /// Moves the checkpoints of `step` and later into the folder `to`: they are of a training that
  /// had gone astray already, and from the last of them it would do so again.
  void putAside(long step, Path to) {
    all(folder).stream()
        .filter(p -> p.compareTo(at(step)) >= 0)
        .forEach(p -> AtomicFiles.move(p, to.resolve(p.getFileName())));
  }

  private static void read(TensorFile file, String name, Tensor tensor) {
    try (PointerScope scope = new PointerScope()) {
      Tensor host = tensor.cpu(); // itself where it is in main memory
      file.read(name, NativeFloats.of(host).segment());
      tensor.copy_(host);
    }
  }

  private void writeState(Path file) {
    try (PointerScope scope = new PointerScope()) {
      List<NamedTensor> tensors = new ArrayList<>();
      state().forEach((name, tensor) -> tensors.add(named(name, tensor.cpu())));
      SafetensorsWriter.write(file, tensors, Map.of());
    }
  }

  private void writePacked(Path file) {
    List<MemorySegment> packed = optimizer.packed();
    if (!packed.isEmpty()) {
      AtomicFiles.write(
          file,
          out -> {
            WritableByteChannel to = Channels.newChannel(out);
            for (ByteBuffer part : parts(packed)) {
              to.write(part);
            }
          });
    }
  }

  private void readPacked(Path checkpoint) {
    List<MemorySegment> packed = optimizer.packed();
    Path file = checkpoint.resolve(PACKED);
    if (packed.isEmpty() && !Files.exists(file)) {
      return;
    }
    long size = packed.stream().mapToLong(MemorySegment::byteSize).sum();
    if (!Files.exists(file) || AtomicFiles.size(file) != size) {
      throw other(checkpoint, "its optimizer's states are kept in another way");
    }
    try (FileChannel from = FileChannel.open(file)) {
      for (ByteBuffer part : parts(packed)) {
        while (part.hasRemaining() && from.read(part) >= 0) {}
      }
    } catch (IOException e) {
      throw Failures.reading(file, e);
    }
  }

  /// What lies there, in pieces small enough for a buffer.
  private static List<ByteBuffer> parts(List<MemorySegment> segments) {
    var parts = new ArrayList<ByteBuffer>();
    for (MemorySegment all : segments) {
      for (long at = 0; at < all.byteSize(); at += PART) {
        parts.add(all.asSlice(at, Math.min(PART, all.byteSize() - at)).asByteBuffer());
      }
    }
    return parts;
  }

  private static UserException other(Path checkpoint, String why) {
    return new UserException(
        checkpoint.toString(),
        "this training cannot go on from here: " + why,
        "Resume with the recipe and data it began with, or start a new run.");
  }

  /// Everything that changes in training, where it is.
  private Map<String, Tensor> state() {
    var state = new LinkedHashMap<String, Tensor>();
    List<Parameter> parameters = plan.learner().vectors();
    for (int i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i).name();
      state.put(name, parameters.get(i).value());
      optimizer
          .moments()
          .get(i)
          .ifPresent(m -> {
            state.put(name + ".mean", m.mean());
            state.put(name + ".square", m.square());
          });
    }
    return state;
  }

  private static NamedTensor named(String name, Tensor tensor) {
    return NamedTensor.of(name, DataType.F32, NativeFloats.of(tensor).segment(), tensor.numel());
  }

  /// The last whole checkpoint of the run in the folder `run`.
  static Optional<Path> last(Path run) {
    List<Path> all = all(run.resolve(FOLDER));
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  static Position position(Path checkpoint) {
    return Json.read(checkpoint.resolve(POSITION), Position.class);
  }

  /// Oldest first.
  private static List<Path> all(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(p -> p.getFileName().toString().matches("step-\\d+"))
          .filter(p -> Files.exists(p.resolve(POSITION)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
