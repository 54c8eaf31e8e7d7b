package dev.understudy.model.learn;

import dev.understudy.model.Team;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Matrix products of the arithmetic library under libtorch, called directly: libtorch's own 6
/// microseconds a call weigh on small ones, and its threads would fight with ours. Each call runs
/// on the thread that makes it (see `Native.threads`).
final class Blas {
  private static final int ROW_MAJOR = 101;
  private static final int AS_IT_IS = 111;
  private static final int TRANSPOSED = 112;
  private static final MethodHandle SGEMM = sgemm();

  // A part of a product: large enough for the library to be at its best, and at least four parts,
  // so that two or four threads end together. The cut depends on the shape alone: sums come out
  // the same to the bit on any number of threads.
  private static final int PART_COLUMNS = 384;
  private static final int PART_ROWS = 256;
  private static final int PARTS = 4;
  private static final int GRAIN = 16;

  private Blas() {}

  /// A matrix given by its first element, its row length in floats, and whether it is meant
  /// transposed.
  record Side(long address, int stride, boolean transposed) {
    Side(long address, int stride) {
      this(address, stride, false);
    }

    static Side of(Matrix matrix) {
      return new Side(matrix.address(), (int) (matrix.stride() / 4));
    }

    Side t() {
      return new Side(address, stride, !transposed);
    }

    /// The part that begins at a row and column.
    Side from(long row, long column) {
      long floats = transposed ? column * stride + row : row * stride + column;
      return new Side(address + 4 * floats, stride, transposed);
    }
  }

  /// c = scale a b + keep c on all threads, with a: (rows, inner), b: (inner, columns), c: (rows,
  /// columns).
  static void multiply(
      Team team,
      int rows,
      int columns,
      int inner,
      float scale,
      Side a,
      Side b,
      float keep,
      Side c) {
    int high = (rows + PART_ROWS - 1) / PART_ROWS;
    int wide = (columns + PART_COLUMNS - 1) / PART_COLUMNS;
    if (high * wide < PARTS && columns >= PARTS * GRAIN * 2) {
      wide = PARTS;
    } else if (high * wide < PARTS && rows >= PARTS * GRAIN) {
      high = PARTS;
    } else if (wide > PARTS) {
      wide = (wide + PARTS - 1) / PARTS * PARTS;
    }
    int rowStep = step(rows, high);
    int columnStep = step(columns, wide);
    int across = (columns + columnStep - 1) / columnStep;
    int down = (rows + rowStep - 1) / rowStep;
    team.each(
        across * down,
        part -> {
          int row = part / across * rowStep;
          int column = part % across * columnStep;
          multiply(
              Math.min(rowStep, rows - row),
              Math.min(columnStep, columns - column),
              inner,
              scale,
              a.from(row, 0),
              b.from(0, column),
              keep,
              c.from(row, column));
        });
  }

  private static int step(int count, int parts) {
    int each = (count + parts - 1) / parts;
    return parts == 1 ? count : (each + GRAIN - 1) / GRAIN * GRAIN;
  }

  /// The same on the calling thread.
  static void multiply(
      int rows, int columns, int inner, float scale, Side a, Side b, float keep, Side c) {
    try {
      SGEMM.invokeExact(
          ROW_MAJOR,
          a.transposed() ? TRANSPOSED : AS_IT_IS,
          b.transposed() ? TRANSPOSED : AS_IT_IS,
          rows,
          columns,
          inner,
          scale,
          a.address(),
          a.stride(),
          b.address(),
          b.stride(),
          keep,
          c.address(),
          c.stride());
    } catch (Throwable t) {
      throw new IllegalStateException("cblas_sgemm", t);
    }
  }

  private static MethodHandle sgemm() {
    MemorySegment address =
        SymbolLookup.loaderLookup()
            .find("cblas_sgemm")
            .orElseThrow(() -> new UnsatisfiedLinkError("cblas_sgemm"));
    ValueLayout.OfInt number = ValueLayout.JAVA_INT;
    ValueLayout.OfFloat real = ValueLayout.JAVA_FLOAT;
    ValueLayout.OfLong pointer = ValueLayout.JAVA_LONG;
    return Linker.nativeLinker()
        .downcallHandle(
            address,
            FunctionDescriptor.ofVoid(
                number, number, number, number, number, number, real, pointer, number, pointer,
                number, real, pointer, number));
  }
}
