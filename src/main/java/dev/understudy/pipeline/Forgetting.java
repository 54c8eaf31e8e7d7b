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
/// nothing to do with the character and were never learnt.
///
/// @param untrained mean negative log-likelihood a token of the bare base, in nats
/// @param trained the same after the training
/// @param texts how many it was measured on
/// @param tokens how many were predicted
public record Forgetting(double untrained, double trained, int texts, long tokens) {
  /// Adds nothing before it has learnt, and so measures the weights themselves.
  private static final LoraConfig NOTHING = new LoraConfig(1, 1, 0, List.of("q_proj"));

  /// Measures `run` and the base it was trained from.
  public static Forgetting of(BaseModel base, Run run) {
    Device device = Device.chosen();
    List<Example> general;
    try (Tokenizer tokenizer = Tokenizers.of(base)) {
      general = new General(ChatTemplate.of(base, tokenizer), tokenizer).toMeasure();
    }
    Recipe.Method method = Recipe.ofRun(run.recipe()).method();
    Learner.Loss before = loss(Weights.load(base), general, device);
    Learner.Loss after = loss(Company.weights(base, run, method), general, device);
    return new Forgetting(before.mean(), after.mean(), general.size(), before.targets());
  }

  private static Learner.Loss loss(Weights weights, List<Example> general, Device device) {
    try (weights;
        Learner learner = new LoraLearner(weights, NOTHING, 0, device)) {
      var loss = new Learner.Loss(0, 0);
      for (List<Example> portion : Learner.portions(general)) {
        loss = loss.plus(learner.evaluate(portion));
      }
      return loss;
    }
  }
}
