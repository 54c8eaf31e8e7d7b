package dev.understudy.llm.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.understudy.llm.ChatMessage;
import dev.understudy.llm.ChatModel;
import dev.understudy.llm.ChatReply;
import dev.understudy.llm.ChatRequest;
import dev.understudy.llm.LlmException;
import dev.understudy.llm.LlmSettings;
import dev.understudy.llm.LlmSettings.KeepsShapes;
import dev.understudy.llm.LlmSettings.Provider;
import dev.understudy.llm.SamplingSettings;
import dev.understudy.llm.Shape;
import dev.understudy.llm.Shaped;
import dev.understudy.llm.Shapes;
import dev.understudy.llm.Usage;
import dev.understudy.problem.UserException;
import dev.understudy.store.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// What every provider has to do, against a server on loopback that answers in the form of each.
class ContractTest {
  private static final String[] REMOTE = {"OPENAI", "ANTHROPIC", "OLLAMA"};
  private static final SamplingSettings SAMPLING = new SamplingSettings(0.5, 0.9, 40);
  private static final Shape SHAPE =
      Shape.Fields.of("", new Shape.Field("place", new Shape.Text("where", 20)));
  private static final String PLACE = "{\"place\": \"Leith\"}";

  @TempDir Path folder;
  private HttpServer server;
  private final List<JsonNode> bodies = new ArrayList<>();
  private final List<Map<String, List<String>>> headers = new ArrayList<>();
  private volatile Consumer<HttpExchange> script = _ -> {};

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          synchronized (bodies) {
            bodies.add(Json.mapper().readTree(exchange.getRequestBody().readAllBytes()));
            headers.add(Map.copyOf(exchange.getRequestHeaders()));
          }
          script.accept(exchange);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private LlmSettings settings(Provider provider) {
    return LlmSettings.of(provider, "m1")
        .withUrl(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
        .with(
            new LlmSettings.Patience(
                Duration.ofMillis(800), 1, Duration.ofMillis(1), Duration.ofMillis(1)));
  }

  private static ChatModel open(LlmSettings settings) {
    return Providers.open(settings, Map.of("UNDERSTUDY_API_KEY", "secret-key"));
  }

  private static ChatRequest request(Optional<Shape> shape) {
    return new ChatRequest(
        List.of(ChatMessage.system("You plan."), ChatMessage.user("A scene, \"please\".")),
        SAMPLING,
        shape,
        3);
  }

  private ChatReply ask(LlmSettings settings, Optional<Shape> shape) {
    try (ChatModel model = open(settings)) {
      return model.ask(request(shape));
    }
  }

  private void answer(int status, String body) {
    script = exchange -> send(exchange, status, body);
  }

  private static void send(HttpExchange exchange, int status, String body) {
    try {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (IOException _) {
      // the asker has given up
    }
  }

  /// A whole reply as each provider gives it, with 7 tokens read and 5 written.
  private static String reply(Provider provider, String text, boolean cut) {
    String quoted = Json.line(text);
    return switch (provider) {
      case OPENAI ->
          """
          {"choices": [{"message": {"role": "assistant", "content": %s}, "finish_reason": "%s"}],
           "usage": {"prompt_tokens": 7, "completion_tokens": 5}}\
          """
              .formatted(quoted, cut ? "length" : "stop");
      case ANTHROPIC ->
          """
          {"content": [{"type": "text", "text": %s}], "stop_reason": "%s",
           "usage": {"input_tokens": 7, "output_tokens": 5}}\
          """
              .formatted(quoted, cut ? "max_tokens" : "end_turn");
      case OLLAMA ->
          """
          {"message": {"role": "assistant", "content": %s}, "done": true, "done_reason": "%s",
           "prompt_eval_count": 7, "eval_count": 5}\
          """
              .formatted(quoted, cut ? "length" : "stop");
      case LOCAL -> throw new AssertionError();
    };
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC", "OLLAMA"})
  void aReplyComesWithItsUsageAndItsEnd(Provider provider) {
    answer(200, reply(provider, "Grüße, \"Leith\"\n", false));

    assertThat(ask(settings(provider), Optional.empty()))
        .isEqualTo(new ChatReply("Grüße, \"Leith\"\n", new Usage(7, 5), ChatReply.Finish.END));

    answer(200, reply(provider, "Grü", true));
    assertThat(ask(settings(provider), Optional.empty()).finish())
        .isEqualTo(ChatReply.Finish.LENGTH);
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC", "OLLAMA"})
  void messagesAndSamplingAreSent(Provider provider) {
    answer(200, reply(provider, "x", false));
    ask(settings(provider), Optional.empty());

    String body = bodies.getFirst().toString();
    assertThat(body).contains("\"m1\"", "You plan.", "A scene, \\\"please\\\".", "0.5", "40");
    if (provider != Provider.ANTHROPIC) {
      assertThat(body).contains("0.9").contains("\"seed\":3");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "OLLAMA"})
  void aShapeIsSentAsItsSchema(Provider provider) {
    answer(200, reply(provider, PLACE, false));

    ChatReply reply = ask(settings(provider), Optional.of(SHAPE));

    assertThat(Shapes.read(SHAPE, reply.text())).isInstanceOf(Shaped.Fits.class);
    assertThat(bodies.getFirst().toString()).contains(Shapes.schema(SHAPE).toString());
  }

  @Test
  void anthropicTakesAShapeAsTheInputOfATool() {
    answer(
        200,
        """
        {"content": [{"type": "text", "text": "Let me see."},
          {"type": "tool_use", "name": "reply", "input": {"place": "Leith"}}],
         "stop_reason": "tool_use", "usage": {"input_tokens": 7, "output_tokens": 5}}\
        """);

    ChatReply reply = ask(settings(Provider.ANTHROPIC), Optional.of(SHAPE));

    assertThat(Shapes.read(SHAPE, reply.text()))
        .isEqualTo(new Shaped.Fits(Json.mapper().readTree(PLACE)));
    assertThat(bodies.getFirst().path("tool_choice").path("name").asString()).isEqualTo("reply");
  }

  @ParameterizedTest
  @CsvSource({"400", "422", "500"})
  void anEndpointThatTakesNoSchemaIsAskedInOtherWaysAndThenWithout(int status) {
    script =
        exchange -> {
          boolean plain;
          synchronized (bodies) {
            plain = !bodies.getLast().has("response_format");
          }
          send(
              exchange,
              plain ? 200 : status,
              plain
                  ? reply(Provider.OPENAI, PLACE, false)
                  : "{\"error\": {\"message\": \"response_format is not taken\"}}");
        };
    try (ChatModel model = open(settings(Provider.OPENAI))) {
      assertThat(model.keepsShapes()).isTrue();
      assertThat(model.ask(request(Optional.of(SHAPE))).text()).isEqualTo(PLACE);
      assertThat(model.keepsShapes()).as("prompts stay as they are").isTrue();
      model.ask(request(Optional.of(SHAPE)));
    }
    assertThat(bodies).hasSize(4);
    assertThat(bodies.get(0).path("response_format").path("type").asString())
        .isEqualTo("json_schema");
    assertThat(bodies.get(1).path("response_format").path("type").asString())
        .isEqualTo("json_object");
    for (JsonNode body : bodies.subList(2, 4)) {
      assertThat(body.path("messages").path(2).path("content").asString())
          .isEqualTo(Shapes.describe(SHAPE));
    }
  }

  @Test
  void aSchemaThatMustBeKeptAndIsNotTakenStopsTheWork() {
    answer(400, "{\"error\": {\"message\": \"no json_schema here\"}}");

    assertThatThrownBy(
            () -> ask(settings(Provider.OPENAI).with(KeepsShapes.YES), Optional.of(SHAPE)))
        .isInstanceOf(LlmException.Broken.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC", "OLLAMA"})
  void tooManyRequestsPassAndTheWaitAskedForIsTold(Provider provider) {
    script =
        exchange -> {
          exchange.getResponseHeaders().add("Retry-After", "7");
          send(exchange, 429, "{\"error\": {\"message\": \"slow down\"}}");
        };

    LlmException.Passing passing =
        catchThrowableOfType(
            LlmException.Passing.class, () -> ask(settings(provider), Optional.empty()));

    assertThat(passing.retryAfter()).contains(Duration.ofSeconds(7));
    assertThat(passing).hasMessageContaining("slow down");
  }

  @ParameterizedTest
  @CsvSource({"500", "502", "503", "529", "408"})
  void aServerInTroublePasses(int status) {
    answer(status, "<html>trouble</html>");

    for (String provider : REMOTE) {
      assertThatThrownBy(() -> ask(settings(Provider.valueOf(provider)), Optional.empty()))
          .isInstanceOf(LlmException.Passing.class)
          .hasMessageContaining("trouble");
    }
  }

  @ParameterizedTest
  @CsvSource({"400", "413", "422"})
  void aRequestThatCannotBeAnsweredStopsNoOthers(int status) {
    answer(status, "{\"error\": \"too long\"}");

    for (String provider : REMOTE) {
      assertThatThrownBy(() -> ask(settings(Provider.valueOf(provider)), Optional.empty()))
          .isInstanceOf(LlmException.Unanswerable.class)
          .hasMessageContaining("too long");
    }
  }

  @ParameterizedTest
  @CsvSource({"401", "403", "404", "402"})
  void whatAPersonHasToMendStopsAllAndNeverShowsTheKey(int status) {
    answer(status, "{\"error\": {\"message\": \"refused\"}}");

    for (String provider : REMOTE) {
      LlmException.Broken broken =
          catchThrowableOfType(
              LlmException.Broken.class,
              () -> ask(settings(Provider.valueOf(provider)), Optional.empty()));
      assertThat(broken).hasMessageNotContaining("secret-key");
      assertThat(broken.fix()).isNotBlank().doesNotContain("secret-key");
    }
  }

  @Test
  void noCreditIsNotWaitedFor() {
    answer(429, "{\"error\": {\"message\": \"pay\", \"code\": \"insufficient_quota\"}}");

    assertThatThrownBy(() -> ask(settings(Provider.OPENAI), Optional.empty()))
        .isInstanceOf(LlmException.Broken.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC", "OLLAMA"})
  void repliesThatAreNonePass(Provider provider) {
    for (String body : List.of("", "{", "{}", "[]", "{\"choices\": []}")) {
      answer(200, body);
      assertThatThrownBy(() -> ask(settings(provider), Optional.empty()))
          .as(body)
          .isInstanceOf(LlmException.Passing.class);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC", "OLLAMA"})
  void aCutConnectionPasses(Provider provider) {
    script =
        exchange -> {
          try {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write("{\"cho".getBytes(StandardCharsets.UTF_8));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        };

    assertThatThrownBy(() -> ask(settings(provider), Optional.empty()))
        .isInstanceOf(LlmException.Passing.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC", "OLLAMA"})
  void silencePassesAfterTheTimeOut(Provider provider) {
    script =
        _ -> {
          try {
            Thread.sleep(3000);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        };

    assertThatThrownBy(() -> ask(settings(provider), Optional.empty()))
        .isInstanceOf(LlmException.Passing.class)
        .hasMessageContaining("no reply within");
  }

  @Test
  void nobodyThereIsToldByAddress() {
    LlmSettings nobody = settings(Provider.OPENAI).withUrl(URI.create("http://127.0.0.1:1/v1"));

    assertThatThrownBy(() -> ask(nobody, Optional.empty()))
        .isInstanceOf(LlmException.Passing.class)
        .hasMessageContaining("127.0.0.1:1");
  }

  @Test
  void theKeyGoesWhereEachProviderWantsIt() {
    for (String name : REMOTE) {
      Provider provider = Provider.valueOf(name);
      answer(200, reply(provider, "x", false));
      ask(settings(provider), Optional.empty());
    }
    assertThat(headers.get(0)).containsEntry("Authorization", List.of("Bearer secret-key"));
    assertThat(headers.get(1)).containsEntry("X-api-key", List.of("secret-key"));
    assertThat(headers.get(2).toString()).doesNotContain("secret-key");
  }

  @Test
  void aKeyFileThatOthersCanReadIsRefusedWithTheCommandToMendIt() throws IOException {
    Path file = Files.writeString(folder.resolve("key"), "from-file\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> Key.find(Optional.of(file), Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("chmod 600")
        .hasMessageNotContaining("from-file");

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Optional<Key> key = Key.find(Optional.of(file), Map.of("UNDERSTUDY_API_KEY", "other"));
    assertThat(key.orElseThrow().secret()).isEqualTo("from-file");
    assertThat(key.orElseThrow().toString()).doesNotContain("from-file");
  }

  @Test
  void aProvidersOwnKeyGoesToItsOwnAddressAlone() {
    Map<String, String> both = Map.of("UNDERSTUDY_API_KEY", "ours", "OPENAI_API_KEY", "theirs");
    Map<String, String> theirs = Map.of("OPENAI_API_KEY", "theirs");
    LlmSettings own = LlmSettings.of(Provider.OPENAI, "m");
    LlmSettings elsewhere = settings(Provider.OPENAI);

    assertThat(secret(own, both)).contains("ours");
    assertThat(secret(own, theirs)).contains("theirs");
    assertThat(secret(elsewhere, both)).contains("ours");
    assertThat(secret(elsewhere, theirs)).isEmpty();
    assertThat(secret(own, Map.of())).isEmpty();
  }

  private static Optional<String> secret(LlmSettings settings, Map<String, String> environment) {
    return Providers.key(settings, "OPENAI_API_KEY", environment).map(Key::secret);
  }

  @ParameterizedTest
  @CsvSource({"401", "400", "500"})
  void aKeyThatTheServerRepeatsIsNotShown(int status) {
    answer(status, "{\"error\": {\"message\": \"bad: Bearer secret-key\"}}");

    assertThatThrownBy(() -> ask(settings(Provider.OPENAI), Optional.empty()))
        .hasMessageContaining("bad: Bearer …")
        .hasMessageNotContaining("secret-key");
  }

  @Test
  void aKeyIsNotTakenToWhereAnAddressHasMoved() {
    script =
        exchange -> {
          exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/v1");
          send(exchange, 307, "");
        };

    assertThatThrownBy(() -> ask(settings(Provider.OPENAI), Optional.empty()))
        .isInstanceOf(LlmException.Broken.class)
        .hasMessageContaining("has moved to http://127.0.0.1:1/v1");
    assertThat(bodies).hasSize(1);
  }
}
