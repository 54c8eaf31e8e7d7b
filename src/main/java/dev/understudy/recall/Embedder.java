package dev.understudy.recall;

/// Turns a text into a vector of length one, so that a dot product is the cosine of two texts.
public interface Embedder extends AutoCloseable {
  /// Names the model; vectors of different models can't be compared.
  String name();

  /// May be asked by several threads at a time.
  float[] embed(String text);

  @Override
  void close();
}
