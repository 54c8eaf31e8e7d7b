package dev.understudy.model;

import dev.understudy.model.WeightsReader.Naming;
import dev.understudy.problem.UserException;
import dev.understudy.tensor.Gguf;
import dev.understudy.tensor.TensorFile;
import dev.understudy.tensor.TensorFiles;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.function.IntUnaryOperator;
import org.bytedeco.pytorch.Tensor;

/// A base's weights in their file, read piece by piece: never all of them need be in memory in
/// float32. Tensors read from it belong to whoever asked.
public final class BaseFile implements AutoCloseable {
  /// A module's matrix as the file has it, blocks of values row by row.
  ///
  /// @param type as GGUF names it, e.g. `Q4_0`
  /// @param bytes mapped, valid as long as the file is open
  /// @param order where in `bytes` each of the matrix' rows is, as the number of a row
  public record Stored(
      String type, int rows, int columns, MemorySegment bytes, IntUnaryOperator order) {
    public long rowBytes() {
      return bytes.byteSize() / rows;
    }

    public MemorySegment row(int row) {
      return bytes.asSlice(order.applyAsInt(row) * rowBytes(), rowBytes());
    }

    /// Lets go of the memory that holds the bytes, once they were copied.
    public void unload() {
      if (bytes.isMapped()) {
        bytes.unload();
      }
    }
  }

  private final TensorFile file;
  private final Naming naming;
  private final ModelConfig config;
  private final WeightsReader reader;

  private BaseFile(TensorFile file, Naming naming, ModelConfig config, WeightsReader reader) {
    this.file = file;
    this.naming = naming;
    this.config = config;
    this.reader = reader;
  }

  /// A GGUF file, or a folder with safetensors and `config.json`.
  ///
  /// @throws UserException when the base is of another architecture
  public static BaseFile open(Path path) {
    Native.load();
    TensorFile file = TensorFiles.open(path);
    try {
      ModelConfig config = ModelConfig.of(path, file);
      Naming naming = file instanceof Gguf ? Naming.GGUF : Naming.HUGGING_FACE;
      var reader = new WeightsReader(file, naming, path.toString(), config);
      reader.checkNothingLeft();
      return new BaseFile(file, naming, config, reader);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  public ModelConfig config() {
    return config;
  }

  /// (vocabulary, width)
  public Tensor embedding() {
    return reader.matrix(naming.embedding, config.vocabulary(), config.width());
  }

  /// (vocabulary, width), of a model that does not tie them.
  public Tensor head() {
    return reader.matrix(naming.head, config.vocabulary(), config.width());
  }

  /// (width)
  public Tensor finalNorm() {
    return reader.vector(naming.finalNorm, config.width());
  }

  /// One block.
  public Weights.Layer layer(int index) {
    return reader.layer(index);
  }

  /// The matrix of a block's module, e.g. `self_attn.q_proj`.
  public Stored stored(int layer, String module) {
    boolean interleaved = reader.interleaves() && module.matches("self_attn\\.[qk]_proj");
    return stored(naming.module(layer, module), interleaved ? this::halvesApart : row -> row);
  }

  public Stored storedEmbedding() {
    return stored(naming.embedding, row -> row);
  }

  public Stored storedHead() {
    return stored(naming.head, row -> row);
  }

  private Stored stored(String name, IntUnaryOperator order) {
    TensorFile.Info info = file.tensors().get(name);
    if (info == null || info.shape().length != 2) {
      throw new IllegalArgumentException("no matrix " + name); // the reader refused it before
    }
    int rows = Math.toIntExact(info.shape()[0]);
    int columns = Math.toIntExact(info.shape()[1]);
    return new Stored(info.type(), rows, columns, file.stored(name), order);
  }

  private int halvesApart(int row) {
    return (int) RotaryRows.ofHalves(row, config.headDim());
  }

  @Override
  public void close() {
    file.close();
  }
}
