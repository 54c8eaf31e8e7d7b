package dev.understudy.llm.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An endpoint on loopback that takes a few milliseconds for an answer, answers like requests
/// alike, and keeps what it was asked by the name that stands first in the path.
final class CountingEndpoint implements AutoCloseable {
  private static final Pattern NUMBER = Pattern.compile("number (\\d+)");

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final Map<String, Queue<Integer>> asked = new ConcurrentHashMap<>();
  private final Map<String, Semaphore> answers = new ConcurrentHashMap<>();

  /// Head and body of an answer are sent apart, and without this the body waits 40 ms for the
  /// head's acknowledgement.
  static {
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  CountingEndpoint() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String address(String name) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name + "/v1";
  }

  /// Lets no more than so many requests by that name be answered: others wait for ever.
  void answersOnly(String name, int most) {
    answers.put(name, new Semaphore(most));
  }

  /// The numbers it was asked for so far by that name, as often as it was asked for them.
  List<Integer> asked(String name) {
    return List.copyOf(askedBy(name));
  }

  private Queue<Integer> askedBy(String name) {
    return asked.computeIfAbsent(name, _ -> new ConcurrentLinkedQueue<>());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      int number = number(body);
      String name = exchange.getRequestURI().getPath().split("/")[1];
      askedBy(name).add(number);
      Semaphore allowed = answers.get(name);
      if (allowed != null) {
        allowed.acquire();
      }
      Thread.sleep(1 + number % 5);
      byte[] reply = reply(number).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, reply.length);
      exchange.getResponseBody().write(reply);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static int number(String body) {
    Matcher number = NUMBER.matcher(body);
    if (!number.find()) {
      throw new IllegalArgumentException(body);
    }
    return Integer.parseInt(number.group(1));
  }

  private static String reply(int number) {
    return """
    {"choices": [{"message": {"role": "assistant", "content": "the square of %d is %d"},
    "finish_reason": "stop"}], "usage": {"prompt_tokens": %d, "completion_tokens": 7}}\
    """
        .formatted(number, (long) number * number, 10 + number % 3);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
