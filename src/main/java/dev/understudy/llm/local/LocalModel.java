package dev.understudy.llm.local;

import dev.understudy.base.BaseModel;
import dev.understudy.llm.ChatMessage;
import dev.understudy.llm.ChatModel;
import dev.understudy.llm.ChatReply;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.LlmException;
import dev.understudy.llm.Shape;
import dev.understudy.llm.Shapes;
import dev.understudy.llm.Usage;
import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Device;
import dev.understudy.model.Finish;
import dev.understudy.model.Generator;
import dev.understudy.model.Message;
import dev.understudy.model.ModelConfig;
import dev.understudy.model.Native;
import dev.understudy.model.Reply;
import dev.understudy.model.Role;
import dev.understudy.model.Sampling;
import dev.understudy.model.TokenMask;
import dev.understudy.model.Tokenizer;
import dev.understudy.model.Tokenizers;
import dev.understudy.model.Weights;
import dev.understudy.store.Hashes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A base model in this process: no key, no network. What it is asked by several threads is
/// computed together.
///
/// A shape is told to it in the prompt and kept by masks over its tokens ([JsonMask]): the reply
/// always is whole JSON that fits, however small the model and the token limit. The same request to
/// the same base gives the same reply.
public final class LocalModel implements ChatModel {
  /// Small models repeat themselves; what the form demands again is not counted.
  private static final double REPETITION_PENALTY = 1.1;

  private final String id;
  private final ModelConfig config;
  private final Weights weights;
  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final Vocabulary vocabulary;
  private final Grammar grammar;
  private final Generator generator;
  private final Worker worker;

  private LocalModel(BaseModel base, Device device, Weights weights, Tokenizer tokenizer) {
    id = "local/" + name(base) + "@" + base.sha256().substring(0, 8);
    this.weights = weights;
    this.tokenizer = tokenizer;
    config = weights.config();
    template = ChatTemplate.of(base, tokenizer);
    vocabulary = new Vocabulary(tokenizer);
    grammar = new Grammar(vocabulary.spelling());
    generator = new Generator(weights, tokenizer, Native.threads(), device);
    worker = new Worker(generator, tokensInMemory(config));
  }

  /// Loads it, which takes a second or more.
  ///
  /// @throws dev.understudy.problem.UserException when the base can't be used
  public static LocalModel open(BaseModel base) {
    Device device = Device.chosen(); // before weights are read, since it may not be there
    Weights weights = Weights.load(base);
    try {
      Tokenizer tokenizer = Tokenizers.of(base);
      try {
        return new LocalModel(base, device, weights, tokenizer);
      } catch (RuntimeException e) {
        tokenizer.close();
        throw e;
      }
    } catch (RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  /// A path's last part: the rest is nobody's business.
  private static String name(BaseModel base) {
    Path file = Path.of(base.name()).getFileName();
    return base.name().equals(base.weights().toString()) && file != null
        ? file.toString()
        : base.name();
  }

  /// Keys and values of all replies under way shall take a third of what Java may.
  private static long tokensInMemory(ModelConfig config) {
    long bytes = 2L * config.layers() * config.kvHeads() * config.headDim() * Float.BYTES;
    return Runtime.getRuntime().maxMemory() / 3 / bytes;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public boolean keepsShapes() {
    return true;
  }

  @Override
  public ChatReply ask(ChatRequest request) {
    worker.checkOpen();
    int[] prompt = template.encode(messages(request), true);
    int room = config.context() - prompt.length;
    if (room < 1) {
      throw new LlmException.Unanswerable(
          "the request has %d tokens, and %s holds %d with the reply"
              .formatted(prompt.length, id, config.context()));
    }
    int most = Math.min(room, request.sampling().mostTokens());
    Sampling sampling =
        new Sampling(
            Math.min(10, request.sampling().temperature()),
            0,
            request.sampling().topP(),
            REPETITION_PENALTY,
            seed(request),
            most,
            List.of());
    return request
        .shape()
        .map(shape -> shaped(shape, prompt, sampling))
        .orElseGet(() -> free(prompt, sampling));
  }

  private ChatReply free(int[] prompt, Sampling sampling) {
    Reply reply = worker.answer(prompt, sampling, TokenMask.NONE);
    return new ChatReply(
        reply.text(),
        used(prompt, reply),
        reply.finish() == Finish.LENGTH ? ChatReply.Finish.LENGTH : ChatReply.Finish.END);
  }

  private ChatReply shaped(Shape shape, int[] prompt, Sampling sampling) {
    Part document = grammar.of(shape);
    if (document.fewest() > sampling.maxTokens()) {
      throw new LlmException.Unanswerable(tooShort(document.fewest(), prompt, sampling));
    }
    JsonMask mask = new JsonMask(vocabulary, document.start(new Place.End()));
    Reply reply = worker.answer(prompt, sampling, mask);
    return new ChatReply(mask.text(), used(prompt, reply), ChatReply.Finish.END);
  }

  private String tooShort(long fewest, int[] prompt, Sampling sampling) {
    return fewest >= Place.NEVER
        ? id + " has no tokens to write JSON of this shape with"
        : "the shortest reply of this shape has %d tokens; %d are allowed, behind %d of the request in a context of %d"
            .formatted(fewest, sampling.maxTokens(), prompt.length, config.context());
  }

  private static Usage used(int[] prompt, Reply reply) {
    return new Usage(prompt.length, reply.tokens().length);
  }

  /// As the base's chat template takes them; the shape is told at the end of the last.
  private static List<Message> messages(ChatRequest request) {
    List<Message> messages = new ArrayList<>();
    for (ChatMessage message : request.messages()) {
      messages.add(
          switch (message.role()) {
            case SYSTEM -> Message.system(message.text());
            case USER -> Message.user(message.text());
            case ASSISTANT -> Message.assistant(message.text());
          });
    }
    request.shape().map(Shapes::describe).ifPresent(form -> tell(form, messages));
    return messages;
  }

  private static void tell(String form, List<Message> messages) {
    Message last = messages.getLast();
    if (last.role() == Role.USER) {
      messages.set(messages.size() - 1, Message.user(last.content() + "\n\n" + form));
    } else {
      messages.add(Message.user(form));
    }
  }

  /// The same for the same request, the number of the sample included.
  private static long seed(ChatRequest request) {
    byte[] bytes = request.toString().getBytes(StandardCharsets.UTF_8);
    return Long.parseUnsignedLong(Hashes.sha256(bytes).substring(0, 16), 16);
  }

  @Override
  public void close() {
    worker.close();
    generator.close();
    tokenizer.close();
    weights.close();
  }
}
