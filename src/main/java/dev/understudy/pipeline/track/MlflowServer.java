package dev.understudy.pipeline.track;

import dev.understudy.store.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The few calls of MLflow's REST API (2.0) that log a run. It talks to the given address alone and
/// follows no redirection. A user and password in the address are sent as Basic authentication.
final class MlflowServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int NOT_FOUND = 404;

  private final String address;
  private final Optional<String> authorization;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(PATIENCE)
          .build();

  /// A number at a step; `timestamp` in milliseconds.
  record Point(String key, double value, long timestamp, long step) {}

  record Entry(String key, String value) {}

  MlflowServer(URI server) {
    String user = server.getRawUserInfo();
    address =
        (user == null ? server.toString() : server.toString().replaceFirst("//[^/@]*@", "//"))
            .replaceAll("/+$", "");
    authorization =
        Optional.ofNullable(server.getUserInfo())
            .map(u ->
                "Basic " + Base64.getEncoder().encodeToString(u.getBytes(StandardCharsets.UTF_8)));
  }

  /// Without user and password.
  String address() {
    return address;
  }

  /// The id of the experiment of this name, which is made unless it is there.
  String experiment(String name) throws IOException {
    String query = "?experiment_name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    HttpResponse<String> found = send(request("experiments/get-by-name" + query).GET());
    if (found.statusCode() == NOT_FOUND) {
      return text(call("experiments/create", Map.of("name", name)), "/experiment_id");
    }
    return text(body(found), "/experiment/experiment_id");
  }

  String createRun(String experiment, String name, long started, List<Entry> tags)
      throws IOException {
    Map<String, Object> run =
        Map.of("experiment_id", experiment, "run_name", name, "start_time", started, "tags", tags);
    return text(call("runs/create", run), "/run/info/run_id");
  }

  void params(String run, List<Entry> params) throws IOException {
    call("runs/log-batch", Map.of("run_id", run, "params", params));
  }

  void metrics(String run, List<Point> metrics) throws IOException {
    call("runs/log-batch", Map.of("run_id", run, "metrics", metrics));
  }

  void goOn(String run) throws IOException {
    call("runs/update", Map.of("run_id", run, "status", "RUNNING"));
  }

  void end(String run, String status, long ended) throws IOException {
    call("runs/update", Map.of("run_id", run, "status", status, "end_time", ended));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private JsonNode call(String method, Map<String, Object> body) throws IOException {
    return body(
        send(
            request(method)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.line(body)))));
  }

  private HttpRequest.Builder request(String method) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + "/api/2.0/mlflow/" + method)).timeout(PATIENCE);
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static JsonNode body(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() / 100 != 2) {
      String said = answer.body().strip();
      throw new IOException(
          "it answered %d%s"
              .formatted(
                  answer.statusCode(),
                  said.isEmpty() ? "" : ": " + said.substring(0, Math.min(200, said.length()))));
    }
    try {
      return Json.mapper().readTree(answer.body());
    } catch (JacksonException e) {
      throw new IOException("it answered something that is no JSON: is it an MLflow server?", e);
    }
  }

  private static String text(JsonNode answer, String path) throws IOException {
    String text = answer.at(path).asString("");
    if (text.isEmpty()) {
      throw new IOException("its answer lacks " + path);
    }
    return text;
  }
}
