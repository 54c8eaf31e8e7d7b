package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NativeTest {
  @Test
  void runsOnTheLibraryThatWasAskedFor() {
    assertThat(Native.blas()).isEqualTo("MKL");
    assertThat(Native.warning()).isEmpty();
  }

  @Test
  void setsTheNumberOfThreads() {
    int before = Native.threads();
    Native.threads(1);
    assertThat(Native.threads()).isEqualTo(1);
    Native.threads(before);
    assertThat(Native.threads()).isEqualTo(before);
  }

  @Test
  void tellsTheLibrariesApartByWhatIsMapped() {
    // JavaCPP puts a stand-in named libopenblas beside MKL: it is MKL all the same.
    assertThat(
            Native.blasIn(
                Stream.of("/c/mkl-1.jar/libopenblas.so.0", "/c/mkl-1.jar/libmkl_core.so.2")))
        .isEqualTo("MKL");
    // The build that silently stays on OpenBLAS maps both.
    assertThat(
            Native.blasIn(
                Stream.of("/c/openblas-1.jar/libopenblas.so.0", "/c/mkl-1.jar/libmkl_core.so.2")))
        .isEqualTo("OpenBLAS");
    assertThat(Native.blasIn(Stream.of("/c/openblas-1.jar/libjniopenblas.so")))
        .isEqualTo("unknown");
  }
}
