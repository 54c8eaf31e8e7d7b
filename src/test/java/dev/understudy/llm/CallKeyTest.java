package dev.understudy.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CallKeyTest {
  private static final SamplingSettings SAMPLING = new SamplingSettings(0.7, 0.95, 400);
  private static final ChatRequest FREE =
      ChatRequest.text(List.of(ChatMessage.system("Be Ada."), ChatMessage.user("Hi")), SAMPLING);

  /// Journals of users hold this key: it may change only with the version inside.
  @Test
  void staysWhatItIs() {
    assertThat(CallKey.of("openai/m", FREE))
        .isEqualTo("86f9231c0898979f88ff4c000efae23fa0bb432050c3de043f0ad6ebe993feda");
  }

  @Test
  void isTheSameForTheSame() {
    assertThat(CallKey.of("m", shaped(shape("a", 3))))
        .isEqualTo(CallKey.of("m", shaped(shape("a", 3))));
  }

  @Test
  void differsWithEverythingThatDecidesTheReply() {
    List<ChatRequest> requests =
        List.of(
            FREE,
            FREE.withSample(1),
            ChatRequest.text(FREE.messages(), new SamplingSettings(0.8, 0.95, 400)),
            ChatRequest.text(FREE.messages(), new SamplingSettings(0.7, 0.9, 400)),
            ChatRequest.text(FREE.messages(), new SamplingSettings(0.7, 0.95, 401)),
            ChatRequest.text(FREE.messages().subList(1, 2), SAMPLING),
            ChatRequest.text(
                List.of(ChatMessage.user("Be Ada."), ChatMessage.user("Hi")), SAMPLING),
            ChatRequest.text(List.of(ChatMessage.system("Be Ada.4:USER2:Hi")), SAMPLING),
            shaped(shape("a", 3)),
            shaped(shape("b", 3)),
            shaped(shape("a", 4)),
            shaped(new Shape.Choice("", List.of("ab", "c"))),
            shaped(new Shape.Choice("", List.of("a", "bc"))),
            shaped(new Shape.Whole("", 1, 2)),
            shaped(new Shape.Whole("", 1, 3)),
            shaped(new Shape.Truth("")),
            shaped(new Shape.Items("", new Shape.Truth(""), 1, 2)),
            shaped(new Shape.Items("", new Shape.Truth(""), 1, 3)));
    Stream<String> keys =
        Stream.concat(
            requests.stream().map(r -> CallKey.of("m", r)), Stream.of(CallKey.of("n", FREE)));
    assertThat(keys).doesNotHaveDuplicates().hasSize(requests.size() + 1);
  }

  private static Shape shape(String field, int chars) {
    return Shape.Fields.of("", new Shape.Field(field, new Shape.Text("", chars)));
  }

  private static ChatRequest shaped(Shape shape) {
    return ChatRequest.shaped(FREE.messages(), SAMPLING, shape);
  }
}
