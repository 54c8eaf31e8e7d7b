package dev.understudy.pipeline;

import dev.understudy.base.BaseModel;
import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Device;
import dev.understudy.model.LoraConfig;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.Tokenizers;
import dev.understudy.model.Weights;
import dev.understudy.model.learn.Example;
import dev.understudy.model.learn.Learner;
import dev.understudy.model.learn.LoraLearner;
import dev.understudy.recipe.Recipe;
import dev.understudy.train.General;
import java.util.List;

/// What a training made of a base's general ability: its loss on answers and texts that have
/// nothing to do with the character and were never learnt. A loss that rises tells of forgetting;
/// one that falls, that the training taught the plain English these are written in as well.
///
/// @param answers to instructions
/// @param texts that stand for themselves
public record Forgetting(Cost answers, Cost texts) {
  /// Adds nothing before it has learnt, and so measures the weights themselves.
  private static final LoraConfig NOTHING = new LoraConfig(1, 1, 0, List.of("q_proj"));

  /// @param untrained mean negative log-likelihood a token of the bare base, in nats
  /// @param trained the same after the training
  /// @param pieces how many it was measured on
  /// @param tokens how many were predicted
  public record Cost(double untrained, double trained, int pieces, long tokens) {}

  /// Measures `run` and the base it was trained from.
  public static Forgetting of(BaseModel base, Run run) {
    Device device = Device.chosen();
    General.Measures general;
    try (Tokenizer tokenizer = Tokenizers.of(base)) {
      general = new General(ChatTemplate.of(base, tokenizer), tokenizer).measures();
    }
    Recipe.Method method = Recipe.ofRun(run.recipe()).method();
    Losses before = Losses.of(Weights.load(base), general, device);
    Losses after = Losses.of(Company.weights(base, run.folder(), method), general, device);
    return new Forgetting(
        cost(before.answers, after.answers, general.answers().size()),
        cost(before.texts, after.texts, general.texts().size()));
  }

  private static Cost cost(Learner.Loss before, Learner.Loss after, int pieces) {
    return new Cost(before.mean(), after.mean(), pieces, before.targets());
  }

  private record Losses(Learner.Loss answers, Learner.Loss texts) {
    static Losses of(Weights weights, General.Measures general, Device device) {
      try (weights;
          Learner learner = new LoraLearner(weights, NOTHING, 0, device)) {
        return new Losses(loss(learner, general.answers()), loss(learner, general.texts()));
      }
    }

    private static Learner.Loss loss(Learner learner, List<Example> examples) {
      var loss = new Learner.Loss(0, 0);
      for (List<Example> portion : Learner.portions(examples)) {
        loss = loss.plus(learner.evaluate(portion));
      }
      return loss;
    }
  }
}
