package dev.understudy.recall;

import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Hashes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Embeds texts once: their vectors are kept on disk, named by a hash of the model and the texts.
final class Vectors {
  private Vectors() {}

  /// One vector for each text, in order. A cache that can't be written or read back is done
  /// without.
  static List<float[]> of(List<String> texts, Embedder embedder, Optional<Path> cache) {
    Optional<Path> file = cache.map(folder -> folder.resolve(key(texts, embedder) + ".vectors"));
    return file.flatMap(f -> read(f, texts.size()))
        .orElseGet(() -> {
          List<float[]> vectors = texts.parallelStream().map(embedder::embed).toList();
          file.ifPresent(f -> write(f, vectors));
          return vectors;
        });
  }

  private static String key(List<String> texts, Embedder embedder) {
    String all = embedder.name() + "\n" + String.join("\n", texts);
    return Hashes.sha256(all.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }

  /// Little-endian float32, one vector after another.
  private static Optional<List<float[]>> read(Path file, int count) {
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      var floats =
          ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      if (count == 0 || floats.remaining() == 0 || floats.remaining() % count != 0) {
        return Optional.empty();
      }
      int width = floats.remaining() / count;
      var vectors = new ArrayList<float[]>();
      for (int i = 0; i < count; i++) {
        float[] vector = new float[width];
        floats.get(vector);
        vectors.add(vector);
      }
      return Optional.of(vectors);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void write(Path file, List<float[]> vectors) {
    if (vectors.isEmpty()) {
      return;
    }
    var bytes =
        ByteBuffer.allocate(vectors.size() * vectors.getFirst().length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    var floats = bytes.asFloatBuffer();
    vectors.forEach(floats::put);
    try {
      AtomicFiles.write(file, bytes.array());
    } catch (UserException e) {
      // a read-only folder costs a second at every start, nothing else
    }
  }
}
