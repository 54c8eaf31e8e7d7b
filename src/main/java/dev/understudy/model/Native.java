package dev.understudy.model;

import dev.understudy.problem.UserException;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// Loads libtorch once and tells which arithmetic library really runs under it.
///
/// MKL is chosen where its jar is there, before the first load. libtorch's own `show_config` tells
/// how it was built, not what was loaded, so the answer is read from the process's memory map.
public final class Native {
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String BLAS_CHOICE = "org.bytedeco.openblas.load";
  private static final String MOST_MEMORY = "org.bytedeco.javacpp.maxPhysicalBytes";
  private static final String LOGGER = "org.bytedeco.javacpp.logger";

  private static @Nullable String blas;
  // Not under the lock of loading, which takes seconds and goes on beside other work.
  private static volatile int threads = Runtime.getRuntime().availableProcessors();

  private Native() {}

  /// Loads the native libraries; later calls do nothing.
  ///
  /// @throws UserException where they cannot be loaded (another system, no disk space to unpack)
  public static void load() {
    blas();
  }

  /// The arithmetic library in use: `MKL`, `OpenBLAS`, or `unknown` where the memory map cannot be
  /// read.
  public static synchronized String blas() {
    if (blas == null) {
      tellLoader();
      try {
        Loader.load(torch.class);
      } catch (LinkageError | RuntimeException e) {
        throw new UserException(
            "libtorch",
            "the native library could not be loaded: " + e.getMessage(),
            "It is unpacked to ~/.javacpp/cache: check that %s there and that this is a supported system (Linux x86-64 is the tested one)."
                    .formatted(hasCudaJar() ? "3 GB are free" : "1 GB is free")
                + (hasCudaJar() ? " " + Cuda.LIBRARIES : ""),
            e);
      }
      blas = mappedBlas();
      oneThreadAnOperation();
    }
    return blas;
  }

  /// The loader's own choice is OpenBLAS, and it warns on the screen that the jars' versions
  /// differ, which they must (see `pom.xml`). Whoever started Java with other wishes keeps them.
  private static void tellLoader() {
    // First: the loader's class takes its logger when it is first named.
    if (System.getProperty(LOGGER) == null) {
      System.setProperty(LOGGER, "slf4j");
    }
    // It would refuse four times the size of Java's heap, whatever the machine has; what a training
    // takes is counted and checked before it begins.
    if (System.getProperty(MOST_MEMORY) == null) {
      System.setProperty(MOST_MEMORY, "0");
    }
    if (hasResource("mkl/" + Loader.getPlatform(), "libmkl_rt.so.2", "mkl_rt.2.dll")
        && System.getProperty(BLAS_CHOICE) == null) {
      System.setProperty(BLAS_CHOICE, "mkl_rt");
    }
  }

  private static boolean hasCudaJar() {
    return hasResource(
        "pytorch/" + Loader.getPlatform() + "-gpu", "libtorch_cuda.so", "torch_cuda.dll");
  }

  private static boolean hasResource(String folder, String... files) {
    return Stream.of(files)
        .anyMatch(f -> Native.class.getResource("/org/bytedeco/" + folder + "/" + f) != null);
  }

  /// Whether libtorch can compute on an NVIDIA GPU here, or what is in the way.
  static Cuda cuda() {
    if (!hasCudaJar()) {
      return Cuda.NOT_BUILT;
    }
    load();
    return !torch.hasCUDA()
        ? Cuda.NOT_LOADED
        : torch.cuda_is_available() ? Cuda.READY : Cuda.NO_DEVICE;
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
                  + " Leave -Dorg.bytedeco.openblas.load away, and see that MKL's jar is there.");
    };
  }

  /// How many threads compute: the size of each [Team] made from now on.
  public static int threads() {
    return threads;
  }

  /// Sets how many threads compute, at least 1.
  public static void threads(int count) {
    threads = Math.max(1, count);
  }

  /// libtorch and the library under it run each operation on the thread that asks for it: loops are
  /// shared out by our teams, and a second pool of threads would fight with them for the cores.
  private static void oneThreadAnOperation() {
    torch.set_num_threads(1);
    for (String name : List.of("MKL_Set_Num_Threads", "openblas_set_num_threads")) {
      SymbolLookup.loaderLookup()
          .find(name)
          .ifPresent(setter -> {
            var takesInt = FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT);
            try {
              Linker.nativeLinker().downcallHandle(setter, takesInt).invokeExact(1);
            } catch (Throwable t) {
              throw new IllegalStateException(name, t);
            }
          });
    }
  }

  /// The same in bytes, with the libraries loaded; 0 where nobody tells.
  public static long residentBytes() {
    load();
    return residentMiB().map(mib -> Math.round(mib * (1 << 20))).orElse(0L);
  }

  /// Memory of the whole process that is in use now, where Linux tells it.
  public static Optional<Double> residentMiB() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(l -> l.startsWith("VmRSS:"))
          .findFirst()
          .map(l -> Double.parseDouble(l.replaceAll("\\D", "")) / 1024);
    } catch (IOException e) {
      return Optional.empty();
    }
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
}
