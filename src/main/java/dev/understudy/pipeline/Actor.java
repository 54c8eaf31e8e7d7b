package dev.understudy.pipeline;

import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Generator;
import dev.understudy.model.Message;
import dev.understudy.model.Reply;
import dev.understudy.model.Role;
import dev.understudy.model.Sampling;
import dev.understudy.recall.Mind;
import dev.understudy.recall.Prompting;
import dev.understudy.recall.Recollection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A character on a base model: what it takes to answer one line of a talk.
public final class Actor {
  private final Prompting prompting;
  private final Mind mind;
  private final ChatTemplate template;
  private final Generator generator;
  private final int context;
  private final int mostMemories;

  /// `context`: how many tokens prompt and reply may have together. `mind` may be [Mind#NONE].
  public Actor(
      Prompting prompting,
      Mind mind,
      ChatTemplate template,
      Generator generator,
      int context,
      int mostMemories) {
    this.prompting = prompting;
    this.mind = mind;
    this.template = template;
    this.generator = generator;
    this.context = context;
    this.mostMemories = mostMemories;
  }

  public Prompting prompting() {
    return prompting;
  }

  /// What comes to his mind at `said`, after `past`.
  Recollection remember(List<Exchange> past, String said) {
    List<String> heard = Stream.concat(past.stream().map(Exchange::said), Stream.of(said)).toList();
    return mind.recall(heard, mostMemories);
  }

  /// Answers `said` after the exchanges of `past`, streaming what the model writes to `onText`,
  /// until `cancelled` says so.
  ///
  /// @throws dev.understudy.problem.UserException when this alone is longer than the context
  Exchange answer(
      String scene,
      List<Exchange> past,
      String said,
      Recollection remembered,
      Sampling sampling,
      Consumer<String> onText,
      BooleanSupplier cancelled) {
    int[] prompt = prompt(scene, past, said, remembered);
    Reply reply = generator.generate(prompt, sampling, onText, cancelled);
    return new Exchange(said, remembered, reply.text().strip(), reply.finish());
  }

  /// Answers each of `questions` as if it were the first of a talk, as one batch.
  public List<Exchange> answerEach(String scene, List<String> questions, Sampling sampling) {
    List<Recollection> remembered =
        questions.stream().map(question -> remember(List.of(), question)).toList();
    List<int[]> prompts =
        IntStream.range(0, questions.size())
            .mapToObj(i -> prompt(scene, List.of(), questions.get(i), remembered.get(i)))
            .toList();
    List<Reply> replies = generator.generateAll(prompts, sampling);
    return IntStream.range(0, questions.size())
        .mapToObj(i ->
            new Exchange(
                questions.get(i),
                remembered.get(i),
                replies.get(i).text().strip(),
                replies.get(i).finish()))
        .toList();
  }

  /// True when `past`, `said` and a reply of the sampling's length go into the context. No more
  /// than half of it is kept free for a reply, or one that may be as long as all of it would leave
  /// no room for what was said.
  boolean fits(
      String scene, List<Exchange> past, String said, Recollection remembered, Sampling sampling) {
    int room = Math.min(sampling.maxTokens(), context / 2);
    return prompt(scene, past, said, remembered).length + room <= context;
  }

  private int[] prompt(String scene, List<Exchange> past, String said, Recollection remembered) {
    List<Message> messages = new ArrayList<>();
    messages.add(new Message(Role.SYSTEM, prompting.system(scene, remembered.texts())));
    for (Exchange exchange : past) {
      messages.add(new Message(Role.USER, prompting.asked(exchange.said())));
      String reply =
          prompting.remembering(exchange.recollection().texts())
              + prompting.replied(exchange.reply());
      messages.add(new Message(Role.ASSISTANT, reply));
    }
    messages.add(new Message(Role.USER, prompting.asked(said)));
    return template.encode(
        messages, prompting.remembering(remembered.texts()) + prompting.opening());
  }
}
