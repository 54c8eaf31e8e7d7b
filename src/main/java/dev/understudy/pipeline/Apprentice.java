package dev.understudy.pipeline;

import dev.understudy.base.BaseModel;
import dev.understudy.model.BaseFile;
import dev.understudy.model.Device;
import dev.understudy.model.LoraAdapter;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Native;
import dev.understudy.model.PeftFolder;
import dev.understudy.model.Weights;
import dev.understudy.model.WeightsFile;
import dev.understudy.model.learn.Footprint;
import dev.understudy.model.learn.FullLearner;
import dev.understudy.model.learn.Learner;
import dev.understudy.model.learn.LoraLearner;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import dev.understudy.tensor.DataType;
import dev.understudy.train.MemoryPlan;
import dev.understudy.train.TrainPlan;
import dev.understudy.train.Workload;
import java.util.Optional;

/// What learns in a training, and how it is written into checkpoints.
///
/// @param weights all of them where they learn; empty beside an adapter
record Apprentice(Learner learner, TrainPlan.ModelWriter writer, Optional<Weights> weights)
    implements AutoCloseable {
  /// By the recipe's method.
  ///
  /// @param start the adapter that it goes on from
  static Apprentice of(Recipe recipe, BaseModel base, Device device, Optional<LoraAdapter> start) {
    return switch (recipe.method()) {
      case LORA -> {
        LoraLearner learner = adapter(recipe, base, device);
        start.ifPresent(learner::set);
        TrainPlan.ModelWriter writer =
            to -> PeftFolder.write(to, learner.adapter(), base.name(), DataType.F32);
        yield new Apprentice(learner, writer, Optional.empty());
      }
      case FULL -> {
        Weights weights = Weights.load(base);
        boolean checkpointing = recipe.memory().checkpointing();
        FullLearner learner = new FullLearner(weights, device, checkpointing);
        TrainPlan.ModelWriter writer =
            to -> {
              learner.fetch();
              WeightsFile.write(to.resolve(Run.FULL_WEIGHTS), weights);
            };
        yield new Apprentice(learner, writer, Optional.of(weights));
      }
    };
  }

  private static LoraLearner adapter(Recipe recipe, BaseModel base, Device device) {
    if (device.own()) {
      try (BaseFile file = BaseFile.open(base.weights())) {
        return new LoraLearner(file, config(recipe), recipe.seed(), recipe.memory());
      }
    }
    if (recipe.memory().baseWeights() != Recipe.BaseWeights.FLOAT32) {
      throw new UserException(
          "memory.base-weights",
          "is known to the CPU's engine only, and training runs on " + device.label(),
          "Leave it out of the recipe, or train on the CPU: " + Device.VARIABLE + "=cpu.");
    }
    try (Weights weights = Weights.load(base)) {
      boolean checkpointing = recipe.memory().checkpointing();
      return new LoraLearner(weights, config(recipe), recipe.seed(), device, checkpointing);
    }
  }

  static LoraConfig config(Recipe recipe) {
    Recipe.Lora lora = recipe.lora();
    return new LoraConfig(
        lora.rank(), lora.alpha(), lora.dropout(), lora.targets(), lora.rslora(), lora.dora());
  }

  /// What it will take of memory, by counting.
  ///
  /// @param asks whether he is asked between steps, which takes a second base
  /// @param resident bytes of this process now
  static MemoryPlan memory(
      Recipe recipe, BaseModel base, Workload work, boolean asks, long resident) {
    var plan = MemoryPlan.of(footprint(recipe, base, work), recipe.optimizer(), resident);
    return asks ? plan.beside(Footprint.weights(ModelConfig.of(base.weights()))) : plan;
  }

  private static Footprint footprint(Recipe recipe, BaseModel base, Workload work) {
    int threads = Native.threads();
    return switch (recipe.method()) {
      case LORA -> {
        try (BaseFile file = BaseFile.open(base.weights())) {
          yield Footprint.of(
              file, config(recipe), recipe.memory(), work.learn(), work.measure(), threads);
        }
      }
      case FULL -> {
        ModelConfig config = ModelConfig.of(base.weights());
        yield Footprint.of(config, recipe.memory(), work.learn(), work.measure(), threads);
      }
    };
  }

  @Override
  public void close() {
    learner.close();
    weights.ifPresent(Weights::close);
  }
}
