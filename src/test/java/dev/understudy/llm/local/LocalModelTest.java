package dev.understudy.llm.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.base.BaseModel;
import dev.understudy.llm.ChatMessage;
import dev.understudy.llm.ChatReply;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.LlmException;
import dev.understudy.llm.SamplingSettings;
import dev.understudy.llm.Shape;
import dev.understudy.llm.Shaped;
import dev.understudy.llm.Shapes;
import dev.understudy.pipeline.TinyBase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A base of random weights: it has no idea of JSON, nor of anything else.
class LocalModelTest {
  private static final int CONTEXT = 1500;

  private static final Shape SCENE =
      Shape.Fields.of(
          "",
          new Shape.Field("place", new Shape.Text("where it is", 60)),
          new Shape.Field("age", new Shape.Whole("in years", 3, 36)),
          new Shape.Field("form", new Shape.Choice("", List.of("speech", "lesson", "letter"))),
          new Shape.Field("alone", new Shape.Truth("")),
          new Shape.Field(
              "present", new Shape.Items("who is there", new Shape.Text("a full name", 20), 1, 3)));

  @TempDir static Path folder;
  private static BaseModel base;
  private static LocalModel model;

  @BeforeAll
  static void open() {
    base = TinyBase.in(folder.resolve("base"), CONTEXT);
    model = LocalModel.open(base);
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static ChatRequest request(String text, int most) {
    return new ChatRequest(
        List.of(ChatMessage.system("You plan scenes."), ChatMessage.user(text)),
        new SamplingSettings(1.5, 1, most),
        Optional.of(SCENE),
        0);
  }

  private static ChatRequest free(String text, int most) {
    return ChatRequest.text(List.of(ChatMessage.user(text)), new SamplingSettings(0.8, 0.95, most));
  }

  @Test
  void namesTheBaseAndItsContentAndNotWhereItLies() {
    assertThat(model.id()).isEqualTo("local/base@00000000");
    assertThat(model.keepsShapes()).isTrue();
  }

  @Test
  void randomWeightsKeepTheShapeAtEveryTokenLimit() {
    int answered = 0;
    for (int most = 1; most < 140; most += 3) {
      ChatRequest request = request("Round " + most, most);
      try {
        ChatReply reply = model.ask(request);
        assertThat(Shapes.read(SCENE, reply.text()))
            .as(reply.text())
            .isInstanceOf(Shaped.Fits.class);
        assertThat(reply.finish()).isEqualTo(ChatReply.Finish.END);
        assertThat(reply.usage().output()).isBetween(1L, (long) most);
        answered++;
      } catch (LlmException.Unanswerable e) {
        assertThat(answered).as("once there is room, there is always").isZero();
        assertThat(e).hasMessageContaining("tokens; " + most + " are allowed");
      }
    }
    assertThat(answered).isBetween(20, 46);
  }

  @Test
  void freeTextComesAsItIsCutOffAtTheLimit() {
    ChatReply reply = model.ask(free("Who are you?", 12));
    assertThat(reply.text()).isNotEmpty();
    assertThat(reply.usage().output()).isBetween(1L, 12L);
    assertThat(reply.usage().input()).isGreaterThan(5);
    assertThat(reply.finish())
        .isEqualTo(reply.usage().output() == 12 ? ChatReply.Finish.LENGTH : ChatReply.Finish.END);
  }

  @Test
  void theSameRequestGivesTheSameReplyAloneAndAmongOthers() throws Exception {
    List<ChatRequest> requests = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      requests.add(i % 3 == 0 ? free("Question " + i, 30) : request("Scene " + i, 100));
    }
    List<Future<ChatReply>> together = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      requests.forEach(request -> together.add(threads.submit(() -> model.ask(request))));
    }
    for (int i = 0; i < requests.size(); i++) {
      assertThat(together.get(i).get()).isEqualTo(model.ask(requests.get(i)));
    }
  }

  @Test
  void anotherSampleIsAnotherReply() {
    ChatRequest request = request("A scene.", 120);
    List<String> samples =
        IntStream.range(0, 4).mapToObj(i -> model.ask(request.withSample(i)).text()).toList();
    assertThat(samples).doesNotHaveDuplicates();
    assertThat(model.ask(request.withSample(2)).text()).isEqualTo(samples.get(2));
  }

  @Test
  void theShapeIsToldToTheModel() {
    long without = model.ask(free("A scene.", 1)).usage().input();
    ChatRequest shaped =
        ChatRequest.shaped(
            List.of(ChatMessage.user("A scene.")), new SamplingSettings(0, 1, 120), SCENE);
    assertThat(model.ask(shaped).usage().input()).isGreaterThan(without + 50);
  }

  @Test
  void whatIsLongerThanTheContextIsRefusedWithFigures() {
    assertThatThrownBy(() -> model.ask(free("word ".repeat(2000), 5)))
        .isInstanceOf(LlmException.Unanswerable.class)
        .hasMessageMatching("the request has \\d{4,} tokens, and local/base@0+ holds 1500 .*");
  }

  @Test
  void aShapeThatFindsNoRoomBehindTheRequestIsRefusedWithFigures() {
    long empty = model.ask(request("", 400)).usage().input();
    long hundred = model.ask(request(" w".repeat(100), 400)).usage().input();
    int repeats = (int) ((CONTEXT - 10 - empty) * 100 / (hundred - empty));
    assertThatThrownBy(() -> model.ask(request(" w".repeat(repeats), 400)))
        .isInstanceOf(LlmException.Unanswerable.class)
        .hasMessageMatching(
            "the shortest reply of this shape has \\d+ tokens; \\d+ are allowed, .* context of 1500");
  }

  @Test
  void whoeverIsInterruptedGivesItsRequestUpAndTheOthersGoOn() throws Exception {
    Shape hundreds = new Shape.Items("", new Shape.Choice("", List.of("a long word")), 60, 60);
    ChatRequest lasting =
        ChatRequest.shaped(
            List.of(ChatMessage.user("For long.")), new SamplingSettings(0, 1, 1400), hundreds);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> impatient =
          threads.submit(() -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> model.ask(lasting)).isInstanceOf(LlmException.Passing.class);
          });
      impatient.get();
    }
    assertThat(model.ask(free("And you?", 5)).usage().output()).isPositive();
  }

  @Test
  void onceClosedItAnswersNothing() {
    LocalModel closed = LocalModel.open(base);
    closed.close();
    assertThatThrownBy(() -> closed.ask(free("Hello?", 5)))
        .isInstanceOf(LlmException.Broken.class)
        .hasMessageContaining("closed");
  }
}
