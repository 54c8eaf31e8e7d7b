package dev.understudy.model.learn;

import dev.understudy.model.BaseFile;
import dev.understudy.model.Team;
import dev.understudy.problem.UserException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// A frozen matrix in blocks of few bits, brought to float32 piece by piece where it is used: one
/// or several modules of a base, one below the other.
final class QuantisedMatrix implements AutoCloseable {
  /// One module's rows.
  private record Part(int first, int rows, BlockFormat format, long address) {}

  private final int rows;
  private final int columns;
  private final Tensor bytes;
  private final List<Part> parts;
  private boolean closed;

  private QuantisedMatrix(int rows, int columns, Tensor bytes, List<Part> parts) {
    this.rows = rows;
    this.columns = columns;
    this.bytes = bytes;
    this.parts = List.copyOf(parts);
  }

  /// Takes over what the file has in blocks of few enough bits, and brings the rest into `format`.
  ///
  /// @param floats (rows, columns): the values of all modules
  /// @throws UserException when a row is no whole number of blocks
  static QuantisedMatrix of(
      Team team, List<BaseFile.Stored> modules, Tensor floats, BlockFormat format) {
    int columns = (int) floats.size(1);
    if (columns % BlockFormat.SIZE != 0) {
      throw new UserException(
          "memory.base-weights",
          "cannot be int8 or int4 for this base: a row of %d values is no whole number of blocks of %d"
              .formatted(columns, BlockFormat.SIZE),
          "Leave it out of the recipe.");
    }
    Tensor bytes = empty(modules.stream().mapToLong(m -> bytes(m, format)).sum());
    var parts = new ArrayList<Part>();
    long at = bytes.data_ptr().address();
    int first = 0;
    for (BaseFile.Stored module : modules) {
      var part = new Part(first, module.rows(), format(module, format), at);
      parts.add(part);
      fill(team, part, module, Matrix.of(floats));
      module.unload();
      first += part.rows();
      at += part.rows() * rowBytes(columns, part.format());
    }
    return new QuantisedMatrix(first, columns, bytes, parts);
  }

  private static void fill(Team team, Part part, BaseFile.Stored stored, Matrix floats) {
    long each = rowBytes(floats.columns(), part.format());
    boolean kept = part.format().name().equals(stored.type());
    MemorySegment to = MemorySegment.ofAddress(part.address()).reinterpret(part.rows() * each);
    team.spread(
        part.rows(),
        (begin, end) -> {
          for (int r = begin; r < end; r++) {
            if (kept) {
              MemorySegment.copy(stored.row(r), 0, to, r * each, each);
            } else {
              int blocks = floats.columns() / BlockFormat.SIZE;
              part.format().encode(floats.row(part.first() + r), blocks, part.address() + r * each);
            }
          }
        });
  }

  /// The format in which a module is kept: its own where that is small enough.
  private static BlockFormat format(BaseFile.Stored module, BlockFormat wanted) {
    return BlockFormat.named(module.type()).filter(f -> f.isWithin(wanted)).orElse(wanted);
  }

  /// Bytes that a module will take.
  static long bytes(BaseFile.Stored module, BlockFormat wanted) {
    return module.rows() * rowBytes(module.columns(), format(module, wanted));
  }

  private static long rowBytes(int columns, BlockFormat format) {
    return (long) columns / BlockFormat.SIZE * format.bytes;
  }

  /// In libtorch's memory, as all weights are: Java's own is bounded by the size of its heap.
  private static Tensor empty(long size) {
    try (PointerScope scope = new PointerScope()) {
      return Tensors.keep(
          torch.empty(
              new long[] {size},
              new TensorOptions(torch.ScalarType.Byte),
              new MemoryFormatOptional()));
    }
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  /// Brings rows to float32, each at `stride` floats behind the one before.
  ///
  /// @param column the first, and `width` how many: multiples of the size of a block
  void floats(int row, int count, int column, int width, long to, int stride) {
    for (Part part : parts) {
      int from = Math.max(row, part.first());
      int end = Math.min(row + count, part.first() + part.rows());
      long each = rowBytes(columns, part.format());
      long skipped = rowBytes(column, part.format());
      for (int r = from; r < end; r++) {
        part.format()
            .decode(
                part.address() + (r - part.first()) * each + skipped,
                width / BlockFormat.SIZE,
                to + 4L * (r - row) * stride);
      }
    }
  }

  @Override
  public void close() {
    if (!closed) { // a tied head and the embedding are one
      closed = true;
      bytes.close();
    }
  }
}
