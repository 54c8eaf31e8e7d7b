package dev.understudy.model.learn;

import dev.understudy.model.BaseFile;
import dev.understudy.model.Weights;
import org.bytedeco.pytorch.Tensor;

/// Weights in a file, of which one block at a time is read: beside what is kept of them only one
/// more is ever in memory.
class FileBase extends FrozenBase {
  private final BaseFile file;

  /// @param file stays the caller's
  FileBase(BaseFile file, double scale, Dropout dropout) {
    super(file.config(), scale, dropout);
    this.file = file;
  }

  final BaseFile file() {
    return file;
  }

  @Override
  Ends ends() {
    try (Tensor embedding = file.embedding();
        Tensor head = config().tiedHead() ? new Tensor(embedding) : file.head()) {
      return new Ends(Embedding.of(embedding, null), norm(), Vocabulary.of(head));
    }
  }

  final Norm norm() {
    try (Tensor gain = file.finalNorm()) {
      return new Norm(gain, null, config().epsilon());
    }
  }

  @Override
  final Weights.Layer layer(int index) {
    return file.layer(index);
  }

  @Override
  final void done(Weights.Layer layer) {
    layer.close();
  }
}
