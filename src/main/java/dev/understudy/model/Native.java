package dev.understudy.model;

import dev.understudy.problem.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/// Loads libtorch once and tells which arithmetic library really runs under it.
///
/// MKL is chosen when the JVM starts, by `-Dorg.bytedeco.openblas.load=mkl_rt`. libtorch's own
/// `show_config` tells how it was built, not what was loaded, so the answer is read from the
/// process's memory map.
public final class Native {
  private static final Path MAPS = Path.of("/proc/self/maps");

  private Native() {}

  /// Loads the native libraries; later calls do nothing.
  ///
  /// @throws UserException where the libraries cannot be loaded (another operating system, no disk
  ///   space to unpack)
  public static void load() {
    Holder.touch();
  }

  /// The arithmetic library in use: `MKL`, `OpenBLAS`, or `unknown` where the memory map cannot be
  /// read.
  public static String blas() {
    load();
    return Holder.BLAS;
  }

  /// What to tell the user when the fast library is not the one in use; empty when all is well.
  public static Optional<String> warning() {
    return switch (blas()) {
      case "MKL" -> Optional.empty();
      case "unknown" -> Optional.empty();
      default ->
          Optional.of(
              "Matrix products run on "
                  + blas()
                  + " instead of MKL, which is several times slower in training."
                  + " Start Java with -Dorg.bytedeco.openblas.load=mkl_rt.");
    };
  }

  /// How many threads libtorch uses for one operation.
  public static int threads() {
    load();
    return torch.get_num_threads();
  }

  /// Sets how many threads libtorch uses for one operation, at least 1.
  public static void threads(int count) {
    load();
    torch.set_num_threads(Math.max(1, count));
  }

  /// The library named by mapped files: OpenBLAS' file wins, because the stand-in that points to
  /// MKL lies in MKL's folder.
  static String blasIn(Stream<String> mappedFiles) {
    List<String> files = mappedFiles.filter(f -> f.contains("blas") || f.contains("mkl")).toList();
    boolean openblas =
        files.stream().anyMatch(f -> f.matches(".*/libopenblas[^/]*") && !f.contains("mkl"));
    boolean mkl = files.stream().anyMatch(f -> f.matches(".*/libmkl_core[^/]*"));
    return openblas ? "OpenBLAS" : mkl ? "MKL" : "unknown";
  }

  private static String mappedBlas() {
    if (!Files.isReadable(MAPS)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(MAPS)) {
      return blasIn(lines.filter(l -> l.indexOf('/') >= 0).map(l -> l.substring(l.indexOf('/'))));
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static final class Holder {
    static final String BLAS;

    static {
      try {
        Loader.load(torch.class);
      } catch (UnsatisfiedLinkError e) {
        throw new UserException(
            "libtorch",
            "the native library could not be loaded: " + e.getMessage(),
            "It is unpacked to ~/.javacpp/cache: check that 1 GB is free there and that this is a supported system"
                + " (Linux x86-64 is the tested one).",
            e);
      }
      BLAS = mappedBlas();
    }

    static void touch() {}
  }
}
