package dev.understudy.export;

import dev.understudy.base.BaseModel;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.PeftFolder;
import dev.understudy.model.Weights;
import dev.understudy.model.WeightsFile;
import java.nio.file.Path;

/// What a training made of a base.
public sealed interface Learnt {
  /// Base and training together, in float32.
  Weights on(BaseModel base);

  /// Low-rank corrections, in a folder as PEFT has them.
  record Adapter(Path folder) implements Learnt {
    @Override
    public Weights on(BaseModel base) {
      Weights weights = Weights.load(base);
      try {
        weights.merge(PeftFolder.read(folder, weights.config()));
        return weights;
      } catch (RuntimeException e) {
        weights.close();
        throw e;
      }
    }
  }

  /// All weights anew, in one safetensors file.
  record Full(Path weights) implements Learnt {
    @Override
    public Weights on(BaseModel base) {
      return WeightsFile.read(weights, ModelConfig.of(base.weights()));
    }
  }
}
