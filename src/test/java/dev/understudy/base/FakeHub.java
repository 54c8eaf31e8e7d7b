package dev.understudy.base;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.understudy.store.Hashes;
import dev.understudy.store.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A hub on the loopback: one repository, whose large files lie on a second server, as the hub's
/// do.
final class FakeHub implements AutoCloseable {
  static final String COMMIT = "1".repeat(40);

  private final HttpServer hub = server();
  private final HttpServer store = server();
  private final TreeMap<String, byte[]> files = new TreeMap<>();

  /// Requests heard, as `hub GET /path` or `store GET /path bytes=5-`, and `token` when one came.
  final List<String> heard = new CopyOnWriteArrayList<>();

  /// The store breaks the connection off after so many bytes, once for each entry.
  final List<Integer> breaks = new CopyOnWriteArrayList<>();

  /// Names whose content the store spoils.
  final Map<String, byte[]> spoilt = new ConcurrentHashMap<>();

  /// How many answers of the store send half and then nothing.
  final AtomicInteger stalls = new AtomicInteger();

  volatile String neededToken = "";
  volatile boolean knowsRanges = true;

  FakeHub() {
    hub.createContext("/api/models/org/tiny/revision/main", this::revision);
    hub.createContext("/org/tiny/resolve/", this::resolve);
    store.createContext("/", this::content);
    hub.start();
    store.start();
  }

  FakeHub with(String name, byte[] content) {
    files.put(name, content);
    return this;
  }

  FakeHub with(String name, String content) {
    return with(name, content.getBytes(StandardCharsets.UTF_8));
  }

  URI uri() {
    return uri(hub);
  }

  long heard(String beginning) {
    return heard.stream().filter(h -> h.startsWith(beginning)).count();
  }

  @Override
  public void close() {
    hub.stop(0);
    store.stop(0);
  }

  private void revision(HttpExchange exchange) throws IOException {
    if (refused(exchange)) {
      return;
    }
    var siblings = files.keySet().stream().map(f -> Map.of("rfilename", f)).toList();
    byte[] body = Json.mapper().writeValueAsBytes(Map.of("sha", COMMIT, "siblings", siblings));
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void resolve(HttpExchange exchange) throws IOException {
    if (refused(exchange)) {
      return;
    }
    String name = exchange.getRequestURI().getPath().replaceFirst(".*/resolve/[^/]*/", "");
    byte[] content = files.get(name);
    var headers = exchange.getResponseHeaders();
    if (content == null) {
      exchange.sendResponseHeaders(404, -1);
    } else if (name.endsWith(".safetensors")) {
      headers.set("X-Linked-Etag", "\"" + Hashes.sha256(content) + "\"");
      headers.set("X-Linked-Size", "" + content.length);
      headers.set("Location", uri(store) + "/" + name);
      exchange.sendResponseHeaders(302, -1);
    } else {
      headers.set("ETag", "\"" + HubCache.gitHash(content) + "\"");
      if (exchange.getRequestMethod().equals("HEAD")) {
        headers.set("Content-Length", "" + content.length);
        exchange.sendResponseHeaders(200, -1);
      } else {
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
      }
    }
    exchange.close();
  }

  private void content(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().substring(1);
    String range = exchange.getRequestHeaders().getFirst("Range");
    hear("store", exchange, range == null ? "" : " " + range);
    byte[] content = spoilt.containsKey(name) ? spoilt.get(name) : files.get(name);
    int from = range == null || !knowsRanges ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    byte[] rest = Arrays.copyOfRange(content, from, content.length);
    if (from > 0) {
      String told = "bytes " + from + "-" + (content.length - 1) + "/" + content.length;
      exchange.getResponseHeaders().set("Content-Range", told);
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, rest.length);
    if (stalls.getAndDecrement() > 0) {
      exchange.getResponseBody().write(rest, 0, rest.length / 2);
      exchange.getResponseBody().flush();
      return;
    }
    int end = breaks.isEmpty() ? rest.length : Math.min(rest.length, breaks.removeFirst());
    exchange.getResponseBody().write(rest, 0, end);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  private boolean refused(HttpExchange exchange) throws IOException {
    hear("hub", exchange, "");
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    if (neededToken.isEmpty() || ("Bearer " + neededToken).equals(token)) {
      return false;
    }
    exchange.sendResponseHeaders(401, -1);
    exchange.close();
    return true;
  }

  private void hear(String who, HttpExchange exchange, String more) {
    boolean token = exchange.getRequestHeaders().containsKey("Authorization");
    heard.add(
        who
            + " "
            + exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + more
            + (token ? " token" : ""));
  }

  private static URI uri(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private static HttpServer server() {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      return server;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
