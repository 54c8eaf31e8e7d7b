package dev.understudy.pipeline;

import dev.understudy.base.BaseModel;
import dev.understudy.experience.SmallCharacter;
import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Generator;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.Tokenizers;
import dev.understudy.model.Weights;
import dev.understudy.person.Memory;
import dev.understudy.recall.Mind;
import dev.understudy.recall.Prompting;
import dev.understudy.recall.Recalled;
import dev.understudy.recall.Retriever;
import dev.understudy.recipe.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// A talk with a character of random weights. Named a clock, she remembers one; railways lie beyond
/// her horizon.
public final class TinyTalk implements AutoCloseable {
  public static final Recalled CLOCK =
      new Recalled(
          new Memory("m1", "I mended a clock for a goose.", "p1", "1860", Memory.Weight.TOLD),
          0.875);

  private final Weights weights;
  private final Tokenizer tokenizer;
  private final Generator generator;
  private final Talk talk;

  /// @param listening may stand between the talk and its tokenizer
  /// @param heard is told what she is to remember at
  public TinyTalk(
      Path folder, int context, UnaryOperator<Tokenizer> listening, Consumer<List<String>> heard) {
    BaseModel base = TinyBase.in(folder.resolve("base"), context);
    weights = Weights.load(base);
    tokenizer = listening.apply(Tokenizers.of(base));
    generator = new Generator(weights, tokenizer, 1);
    talk =
        new Talk(
            new Actor(
                new Prompting(new SmallCharacter(folder).write().sheet(), Place.BEFORE_REPLY),
                new Mind(clocks(heard), said -> said.getLast().contains("railway")),
                ChatTemplate.of(base, tokenizer),
                generator,
                context,
                2),
            "A visitor is here.");
  }

  private static Retriever clocks(Consumer<List<String>> heard) {
    return new Retriever() {
      @Override
      public List<Recalled> recall(List<String> said, int most) {
        heard.accept(said);
        return said.getLast().contains("clock") ? List.of(CLOCK) : List.of();
      }

      @Override
      public void close() {}
    };
  }

  public Talk talk() {
    return talk;
  }

  @Override
  public void close() {
    generator.close();
    tokenizer.close();
    weights.close();
  }
}
