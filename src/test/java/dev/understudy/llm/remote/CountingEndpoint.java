package dev.understudy.llm.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.understudy.store.Hashes;
import dev.understudy.store.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/// An endpoint in OpenAI's form on loopback that answers after a few milliseconds, to the same
/// question always the same, and remembers every question in the order they came.
final class CountingEndpoint implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> asked = new ArrayList<>();

  CountingEndpoint() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
  }

  /// What was asked so far.
  synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  synchronized int count() {
    return asked.size();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String question =
          Json.mapper().readTree(body).path("messages").path(0).path("content").asString();
      synchronized (this) {
        asked.add(question);
      }
      Thread.sleep(ThreadLocalRandom.current().nextInt(5));
      byte[] reply = reply(question).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, reply.length);
      exchange.getResponseBody().write(reply);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  static String text(String question) {
    return "answer " + Hashes.sha256(question.getBytes(StandardCharsets.UTF_8));
  }

  private static String reply(String question) {
    return """
        {"choices": [{"message": {"role": "assistant", "content": "%s"}, "finish_reason": "stop"}],
         "usage": {"prompt_tokens": 4, "completion_tokens": 9}}"""
        .formatted(text(question));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
