package dev.understudy.llm.remote;

import dev.understudy.llm.ChatMessage;
import dev.understudy.llm.LlmException;
import dev.understudy.llm.LlmSettings;
import dev.understudy.store.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Posts JSON and reads JSON, and says of what went wrong whether asking again can help.
final class Wire implements AutoCloseable {
  private static final int SHOWN = 300;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(20))
          .build();
  private final Duration timeout;
  private final Optional<Key> key;

  /// @param key never to be told, whatever a server says
  Wire(Duration timeout, Optional<Key> key) {
    this.timeout = timeout;
    this.key = key;
  }

  /// Where a provider takes requests: under the address in the settings, else under its own.
  static URI address(LlmSettings settings, URI own, String path) {
    return URI.create(settings.url().orElse(own).toString().replaceFirst("/+$", "") + path);
  }

  /// Messages as every provider takes them.
  static ArrayNode put(Stream<ChatMessage> messages, ObjectNode body) {
    ArrayNode array = body.putArray("messages");
    messages.forEach(message ->
        array
            .addObject()
            .put("role", message.role().name().toLowerCase(Locale.ROOT))
            .put("content", message.text()));
    return array;
  }

  /// @throws LlmException of the kind that fits
  JsonNode post(URI address, Map<String, String> headers, JsonNode body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    headers.forEach(request::header);
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 ? parsed(response.body()) : refused(address, response);
    } catch (HttpTimeoutException _) {
      throw passing("no reply within " + timeout.toSeconds() + " s");
    } catch (ConnectException _) {
      throw passing(address.getAuthority() + " can't be reached");
    } catch (IOException e) {
      throw passing("the connection broke: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw passing("interrupted");
    }
  }

  private static JsonNode parsed(String body) {
    try {
      return Json.mapper().readTree(body);
    } catch (JacksonException e) {
      throw passing("a reply that is no JSON: " + Json.reason(e));
    }
  }

  private JsonNode refused(URI address, HttpResponse<String> response) {
    int status = response.statusCode();
    String body = key.map(k -> k.maskedIn(response.body())).orElse(response.body());
    String said = status + ": " + said(body);
    throw switch (status) {
      case 401, 403 ->
          new LlmException.Broken(
              "the key was refused (" + said + ")",
              "Set the right one in the environment, or in the file that llm.key-file names.");
      case 402 -> new LlmException.Broken("no credit is left (" + said + ")", "Top it up.");
      case 404 ->
          new LlmException.Broken(
              "there is no such model or address at " + address + " (" + said + ")",
              "Check llm.model and llm.url in understudy.yaml.");
      case 301, 302, 303, 307, 308 ->
          new LlmException.Broken(
              address + " has moved to " + response.headers().firstValue("Location").orElse("?"),
              "Set llm.url to where it is now, if you trust it with your key.");
      case 408, 409, 425, 429 ->
          said.contains("insufficient_quota")
              ? new LlmException.Broken("no credit is left (" + said + ")", "Top it up.")
              : new LlmException.Passing(said, retryAfter(response));
      default ->
          status >= 500 && !isAboutSchemas(said)
              ? new LlmException.Passing(said, retryAfter(response))
              : new LlmException.Unanswerable(said);
    };
  }

  /// True when it is the wanted form of the reply that was refused.
  static boolean isAboutSchemas(String said) {
    String lower = said.toLowerCase(Locale.ROOT);
    return lower.contains("response_format") || lower.contains("schema");
  }

  /// The provider's own words, where it gives them as providers do.
  private static String said(String body) {
    String text = body;
    try {
      JsonNode json = Json.mapper().readTree(body);
      JsonNode error = json.path("error");
      String message = error.isString() ? error.asString() : error.path("message").asString("");
      String code = error.path("code").asString("");
      text = message.isEmpty() ? body : code.isEmpty() ? message : message + " [" + code + "]";
    } catch (JacksonException _) {
      // a page, or nothing: shown as it came
    }
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
  }

  /// Seconds, or a date (RFC 9110, section 10.2.3).
  private static Optional<Duration> retryAfter(HttpResponse<?> response) {
    return response.headers().firstValue("Retry-After").flatMap(Wire::duration);
  }

  private static Optional<Duration> duration(String value) {
    try {
      return Optional.of(
          value.matches("\\d+(\\.\\d+)?")
              ? Duration.ofMillis((long) (1000 * Double.parseDouble(value)))
              : Duration.between(
                  Instant.now(),
                  ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private static LlmException passing(String what) {
    return new LlmException.Passing(what, Optional.empty());
  }

  @Override
  public void close() {
    client.close();
  }
}
