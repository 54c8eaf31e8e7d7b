package dev.understudy.recall;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An embedder that has the vectors of some texts at hand.
final class KnownVectors implements Embedder {
  private final Embedder inner;
  private final Map<String, float[]> known;

  private KnownVectors(Embedder inner, Map<String, float[]> known) {
    this.inner = inner;
    this.known = known;
  }

  /// Embeds `texts`, or reads their vectors from the folder `cache`. Owns `embedder`.
  static KnownVectors of(List<String> texts, Embedder embedder, Optional<Path> cache) {
    List<float[]> vectors = Vectors.of(texts, embedder, cache);
    var known = new HashMap<String, float[]>();
    for (int i = 0; i < texts.size(); i++) {
      known.put(texts.get(i), vectors.get(i));
    }
    return new KnownVectors(embedder, known);
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public float[] embed(String text) {
    float[] vector = known.get(text);
    return vector == null ? inner.embed(text) : vector;
  }

  @Override
  public void close() {
    inner.close();
  }
}
