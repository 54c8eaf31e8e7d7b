package dev.understudy.model.learn;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Matrix products of the arithmetic library under libtorch, without libtorch's own 5 microseconds
/// a call, for the many small ones. Within a loop of [Shares] each runs on the thread that calls
/// it.
final class Blas {
  private static final int ROW_MAJOR = 101;
  private static final int AS_IT_IS = 111;
  private static final int TRANSPOSED = 112;
  private static final MethodHandle SGEMM = sgemm();

  private Blas() {}

  /// A matrix given by its first element, its row length in floats, and whether it is meant
  /// transposed.
  record Side(long address, int stride, boolean transposed) {
    Side(long address, int stride) {
      this(address, stride, false);
    }

    Side t() {
      return new Side(address, stride, !transposed);
    }
  }

  /// c = scale a b + keep c, with a: (rows, inner), b: (inner, columns), c: (rows, columns).
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
