package dev.understudy.pipeline.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.understudy.problem.UserException;
import dev.understudy.store.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Against a server on this machine that answers as MLflow's documentation says, and keeps what it
/// was asked. A real server was tried by hand: `docs/runs.md`.
class MlflowTest {
  @TempDir Path folder;
  private final List<String> failed = Collections.synchronizedList(new ArrayList<>());
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final List<JsonNode> bodies = Collections.synchronizedList(new ArrayList<>());
  private volatile String experiment = "";
  private volatile String down = "";
  private volatile String sent = "";
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().replace("/api/2.0/mlflow/", "");
    byte[] body = exchange.getRequestBody().readAllBytes();
    asked.add(exchange.getRequestMethod() + " " + path);
    sent = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    bodies.add(
        Json.mapper().readTree(body.length == 0 ? "{}" : new String(body, StandardCharsets.UTF_8)));
    String answer =
        switch (path) {
          case "experiments/get-by-name" ->
              experiment.isEmpty()
                  ? "{\"error_code\":\"RESOURCE_DOES_NOT_EXIST\"}"
                  : "{\"experiment\":{\"experiment_id\":\"" + experiment + "\"}}";
          case "experiments/create" -> "{\"experiment_id\":\"7\"}";
          case "runs/create" -> "{\"run\":{\"info\":{\"run_id\":\"abc\"}}}";
          default -> "{}";
        };
    int status =
        !down.isEmpty() && path.startsWith(down)
            ? 503
            : answer.contains("DOES_NOT_EXIST") ? 404 : 200;
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private Mlflow mlflow(URI address, Map<String, String> params) {
    return new Mlflow(
        new Mlflow.Log(
            address,
            "understudy-ada",
            "first",
            params,
            Map.of("character", "ada"),
            folder.resolve("mlflow.json")),
        failed::add);
  }

  private void train(Mlflow mlflow, int steps, Tracker.Ending ending) {
    mlflow.measured(0, 4.25);
    mlflow.begun();
    for (int step = 1; step <= steps; step++) {
      mlflow.stepped(TensorBoardTest.metric(step, step == 3 ? Double.NaN : 4.5), 0, 0);
    }
    mlflow.end(ending);
  }

  @Test
  void aRunIsMadeDescribedFilledAndClosed() {
    train(
        mlflow(address(), Map.of("optimizer.rate", "0.001", "long", "x".repeat(900))),
        3,
        Tracker.Ending.FINISHED);
    assertThat(asked)
        .startsWith(
            "GET experiments/get-by-name",
            "POST experiments/create",
            "POST runs/create",
            "POST runs/log-batch",
            "POST runs/log-batch")
        .endsWith("POST runs/update");
    assertThat(bodies.get(1).path("name").asString()).isEqualTo("understudy-ada");
    JsonNode made = bodies.get(2);
    assertThat(made.path("experiment_id").asString()).isEqualTo("7");
    assertThat(made.path("run_name").asString()).isEqualTo("first");
    assertThat(made.at("/tags/0/key").asString()).isEqualTo("character");
    var params = new HashMap<String, String>();
    bodies
        .get(3)
        .path("params")
        .forEach(p -> params.put(p.path("key").asString(), p.path("value").asString()));
    assertThat(params).containsEntry("optimizer.rate", "0.001");
    assertThat(params.get("long")).hasSize(500).endsWith(" …");
    assertThat(logged("held_out/loss")).containsExactly("0 4.25");
    assertThat(logged("train/loss"))
        .as("what is no number is left out")
        .containsExactly("1 4.5", "2 4.5");
    assertThat(logged("train/gradient_norm")).containsExactly("1 0.5", "2 0.5", "3 0.5");
    JsonNode end = bodies.getLast();
    assertThat(end.path("run_id").asString()).isEqualTo("abc");
    assertThat(end.path("status").asString()).isEqualTo("FINISHED");
    assertThat(end.path("end_time").asLong()).isPositive();
    assertThat(failed).isEmpty();
  }

  private List<String> logged(String key) {
    var found = new ArrayList<String>();
    for (JsonNode body : bodies) {
      body.path("metrics")
          .forEach(m -> {
            if (m.path("key").asString().equals(key)) {
              found.add(m.path("step").asLong() + " " + m.path("value").asDouble());
            }
          });
    }
    return found;
  }

  @Test
  void anExperimentThatIsThereIsUsedAndMoreThanAThousandNumbersComeInSeveralCalls() {
    experiment = "3";
    train(mlflow(address(), Map.of()), 400, Tracker.Ending.STOPPED);
    assertThat(asked).doesNotContain("POST experiments/create");
    assertThat(bodies).allMatch(b -> b.path("metrics").size() <= 1000);
    assertThat(logged("train/tokens")).hasSize(400).doesNotHaveDuplicates();
    assertThat(bodies.getLast().path("status").asString()).isEqualTo("KILLED");
  }

  @Test
  void aTrainingThatGoesOnGoesOnWithItsRun() {
    train(mlflow(address(), Map.of()), 1, Tracker.Ending.STOPPED);
    asked.clear();
    bodies.clear();
    train(mlflow(address(), Map.of()), 1, Tracker.Ending.FAILED);
    assertThat(asked)
        .containsExactly("POST runs/update", "POST runs/log-batch", "POST runs/update");
    assertThat(bodies.getFirst().path("status").asString()).isEqualTo("RUNNING");
    assertThat(bodies.getLast().path("status").asString()).isEqualTo("FAILED");
  }

  /// "Aladdin" and "open sesame": the example of RFC 7617.
  @Test
  void aUserInTheAddressIsSentAndWrittenNowhere() {
    URI with = URI.create(address().toString().replace("//", "//Aladdin:open%20sesame@"));
    train(mlflow(with, Map.of()), 1, Tracker.Ending.FINISHED);
    assertThat(sent).isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    assertThat(folder.resolve("mlflow.json"))
        .content()
        .contains("127.0.0.1")
        .doesNotContain("sesame");
    down = "runs";
    train(mlflow(with, Map.of()), 1, Tracker.Ending.FINISHED);
    assertThat(failed.getFirst()).contains("503").doesNotContain("sesame");
  }

  @Test
  void aServerThatFailsIsToldOnceAndWhatWasMissedIsCounted() {
    down = "runs/log-batch";
    Mlflow mlflow = mlflow(address(), Map.of());
    train(mlflow, 5, Tracker.Ending.FINISHED);
    assertThat(failed).hasSize(2);
    assertThat(failed.getFirst()).contains("can't be written: it answered 503", "Training goes on");
    assertThat(failed.getLast()).contains("numbers could not be sent");
    assertThat(bodies.getLast().path("status").asString()).isEqualTo("FINISHED");
  }

  @Test
  void nobodyThereIsToldAndTheTrainingEnds() throws IOException {
    int free;
    try (var socket = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    train(mlflow(URI.create("http://127.0.0.1:" + free), Map.of()), 5, Tracker.Ending.FINISHED);
    assertThat(failed).isNotEmpty();
    assertThat(failed.getFirst()).contains("MLflow at http://127.0.0.1:" + free);
    assertThat(asked).isEmpty();
  }

  @Test
  void onlyAddressesOfServersAreTaken() {
    for (String wrong : List.of("./mlruns", "file:///tmp/mlruns", "sqlite:///x.db", "http:/x")) {
      assertThatThrownBy(() -> mlflow(URI.create(wrong), Map.of()))
          .as(wrong)
          .isInstanceOf(UserException.class)
          .hasMessageContaining("mlflow server");
    }
  }
}
