package dev.understudy.model.learn;

import dev.understudy.model.BaseFile;
import dev.understudy.model.Team;
import dev.understudy.model.learn.LoraParameters.Group;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Weights in a file, kept in few bits. What the file has in such blocks is kept as it is; the rest
/// is rounded, one matrix at a time. Embedding and head, of which a wrong bit does most harm, get
/// eight bits.
final class QuantisedBase extends FileBase {
  private final BlockFormat format;
  private final Team team;
  private final Tiles tiles;

  QuantisedBase(
      BaseFile file, BlockFormat format, double scale, Dropout dropout, Team team, Tiles tiles) {
    super(file, scale, dropout);
    this.format = format;
    this.team = team;
    this.tiles = tiles;
  }

  @Override
  Ends ends() {
    QuantisedVocabulary embedding;
    try (Tensor floats = file().embedding()) {
      embedding = vocabulary(file().storedEmbedding(), floats);
    }
    if (config().tiedHead()) {
      return new Ends(embedding, norm(), embedding);
    }
    try (Tensor floats = file().head()) {
      return new Ends(embedding, norm(), vocabulary(file().storedHead(), floats));
    }
  }

  private QuantisedVocabulary vocabulary(BaseFile.Stored stored, Tensor floats) {
    return new QuantisedVocabulary(
        QuantisedMatrix.of(team, List.of(stored), floats, BlockFormat.Q8_0), tiles);
  }

  @Override
  Linear map(int layer, Group group, Tensor weight, LoraParameters.Stack stack, Room masks) {
    if (stack.isDora()) {
      throw new IllegalArgumentException("DoRA beside weights in few bits");
    }
    List<BaseFile.Stored> modules =
        group.modules.stream().map(m -> file().stored(layer, group.prefix + m)).toList();
    QuantisedMatrix matrix = QuantisedMatrix.of(team, modules, weight, format);
    return new QuantisedLinear(matrix, stack, scale(), dropout(), masks, tiles);
  }
}
