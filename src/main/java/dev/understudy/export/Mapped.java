package dev.understudy.export;

import dev.understudy.base.BaseModel;
import dev.understudy.model.Weights;
import dev.understudy.model.WeightsFile;
import dev.understudy.problem.UserException;
import dev.understudy.tensor.DataType;
import dev.understudy.tensor.Gguf;
import dev.understudy.tensor.NamedTensor;
import dev.understudy.tensor.TensorFile;
import dev.understudy.tensor.TensorFiles;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Whether every tensor of a base has its place in an export: one that is not known would be lost
/// in silence.
final class Mapped {
  /// Written anew from the configuration, or beside the weights.
  private static final Set<String> APART = Set.of("rope_freqs.weight");

  private Mapped() {}

  /// @throws UserException naming what has no place
  static void check(BaseModel base, Weights weights) {
    List<NamedTensor> written = WeightsFile.tensors(weights, DataType.F32);
    try (TensorFile file = TensorFiles.open(base.weights())) {
      boolean gguf = file instanceof Gguf;
      Set<String> known =
          written.stream()
              .map(tensor -> gguf ? GgufModel.ggufName(tensor.name()) : tensor.name())
              .collect(Collectors.toSet());
      List<String> lost =
          file.tensors().keySet().stream()
              .filter(name -> !known.contains(name) && !APART.contains(name))
              .filter(name -> !name.endsWith("rotary_emb.inv_freq"))
              .filter(name -> !(weights.config().tiedHead() && name.equals("lm_head.weight")))
              .sorted()
              .toList();
      if (!lost.isEmpty()) {
        throw new UserException(
            base.name(),
            "has %d tensors that the export does not know, the first is %s"
                .formatted(lost.size(), lost.getFirst()),
            "If it was trained as an adapter, export that alone: --format peft.");
      }
    }
  }
}
