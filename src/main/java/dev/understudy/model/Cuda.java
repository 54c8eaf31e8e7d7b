package dev.understudy.model;

/// Whether libtorch can compute on an NVIDIA GPU here, and if not, what was found and what mends
/// it.
enum Cuda {
  READY("is ready", ""),
  NOT_BUILT(
      "this build holds libtorch for CPUs only",
      "On Linux with an NVIDIA GPU set UNDERSTUDY_MAVEN_OPTS=-Pcuda; the next start builds with it. "
          + Cuda.LIBRARIES),
  NOT_LOADED("libtorch for CUDA is there, but its CUDA part was not loaded", Cuda.LIBRARIES),
  NO_DEVICE(
      "libtorch for CUDA is loaded, but finds no GPU it can use",
      "See that `nvidia-smi` lists one, and that the driver is new enough for CUDA 13.");

  static final String LIBRARIES =
      "It needs the driver, CUDA 13, cuDNN 9 and NCCL 2 where the loader finds them"
          + " (/usr/local/cuda/lib64, or LD_LIBRARY_PATH).";

  final String found;
  final String fix;

  Cuda(String found, String fix) {
    this.found = found;
    this.fix = fix;
  }
}
