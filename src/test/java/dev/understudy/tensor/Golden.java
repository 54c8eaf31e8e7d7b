package dev.understudy.tensor;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/// Fixture files made by other programs; `tools/golden/README.md` says how.
final class Golden {
  private Golden() {}

  static Path path(String name) throws IOException {
    try {
      return Path.of(
          Objects.requireNonNull(Golden.class.getResource("/golden/" + name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  static float[] floats(TensorFile file, String name) {
    float[] values = new float[(int) file.tensors().get(name).elements()];
    file.read(name, MemorySegment.ofArray(values));
    return values;
  }
}
