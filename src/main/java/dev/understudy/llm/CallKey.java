package dev.understudy.llm;

import dev.understudy.store.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The name of a call in the journal: SHA-256 of all that decides its reply. Where the model is
/// reached, and how patiently it is asked, is no part of it.
///
/// What is hashed is a list of texts and numbers, each text led by its length, so that no two
/// requests write alike. A change here makes every journal worthless: it needs another [#VERSION].
public final class CallKey {
  private static final String VERSION = "understudy-call-1";

  private final StringBuilder content = new StringBuilder(1024);

  private CallKey() {}

  /// 64 hexadecimal digits.
  public static String of(String modelId, ChatRequest request) {
    var key = new CallKey();
    key.text(VERSION).text(modelId).number(request.messages().size());
    request.messages().forEach(m -> key.text(m.role().name()).text(m.text()));
    SamplingSettings sampling = request.sampling();
    key.text(Double.toString(sampling.temperature()))
        .text(Double.toString(sampling.topP()))
        .number(sampling.mostTokens())
        .number(request.sample());
    request.shape().ifPresentOrElse(key::shape, () -> key.text("free"));
    return Hashes.sha256(key.content.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void shape(Shape shape) {
    text(shape.getClass().getSimpleName()).text(shape.about());
    switch (shape) {
      case Shape.Text t -> number(t.mostChars());
      case Shape.Choice c -> texts(c.options());
      case Shape.Whole w -> number(w.least()).number(w.most());
      case Shape.Truth _ -> {}
      case Shape.Items i -> {
        number(i.least()).number(i.most());
        shape(i.item());
      }
      case Shape.Fields f -> {
        number(f.fields().size());
        f.fields().forEach(field -> text(field.name()).shape(field.shape()));
      }
    }
  }

  private void texts(List<String> all) {
    number(all.size());
    all.forEach(this::text);
  }

  private CallKey text(String text) {
    content.append(text.length()).append(':').append(text);
    return this;
  }

  private CallKey number(long number) {
    content.append(number).append(';');
    return this;
  }
}
