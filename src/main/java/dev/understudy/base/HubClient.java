package dev.understudy.base;

import dev.understudy.problem.UserException;
import dev.understudy.store.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// Talks to the hub: what a repository holds, and what each file of it is.
final class HubClient implements AutoCloseable {
  private static final int MOST_REDIRECTS = 5;

  private final URI endpoint;
  private final Optional<String> token;
  private final HttpClient http;

  HubClient(Places places) {
    this.endpoint = places.endpoint();
    this.token = places.token();
    // redirects are followed by hand: the token must not reach the hosts they lead to
    this.http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(20))
            .build();
  }

  /// A state of a repository: its commit, and the names of its files.
  record Revision(String commit, List<String> files) {}

  /// A file of the hub. `hash` is a SHA-256 (64 digits) for large files, the SHA-1 git gives it
  /// (40) for small ones.
  record RemoteFile(URI uri, String hash, long size) {}

  Revision revision(String repo) throws IOException {
    URI uri = at("/api/models/" + repo + "/revision/main");
    try (InputStream body = get(uri, 0).body()) {
      JsonNode node = Json.mapper().readTree(body);
      List<String> files =
          StreamSupport.stream(node.path("siblings").spliterator(), false)
              .map(f -> f.path("rfilename").asString(""))
              .toList();
      return new Revision(node.path("sha").asString(""), files);
    }
  }

  RemoteFile file(String repo, String commit, String name) throws IOException {
    URI uri = at("/" + repo + "/resolve/" + commit + "/" + name);
    for (int i = 0; i < MOST_REDIRECTS; i++) {
      HttpResponse<Void> response = send(request(uri).HEAD().build(), BodyHandlers.discarding());
      HttpHeaders headers = response.headers();
      Optional<String> linked = headers.firstValue("x-linked-etag");
      Optional<String> location = headers.firstValue("location");
      if (linked.isEmpty() && isRedirect(response) && location.isPresent()) {
        uri = uri.resolve(location.get()); // the repository was renamed
        continue;
      }
      if (!isRedirect(response)) {
        refuse(response, uri);
      }
      long size =
          headers
              .firstValueAsLong("x-linked-size")
              .orElse(headers.firstValueAsLong("content-length").orElse(-1));
      return new RemoteFile(
          uri, bare(linked.or(() -> headers.firstValue("etag")).orElse("")), size);
    }
    throw new IOException("too many redirects from " + uri);
  }

  /// The content from byte `from` on; status 206 when the server could begin there, 200 when it
  /// begins at 0.
  HttpResponse<InputStream> get(URI uri, long from) throws IOException {
    URI next = uri;
    for (int i = 0; i < MOST_REDIRECTS; i++) {
      HttpRequest.Builder request = request(next).GET();
      if (from > 0) {
        request.header("Range", "bytes=" + from + "-");
      }
      HttpResponse<InputStream> response = send(request.build(), BodyHandlers.ofInputStream());
      Optional<String> location = response.headers().firstValue("location");
      if (!isRedirect(response) || location.isEmpty()) {
        if (response.statusCode() != 416) {
          refuse(response, next);
        }
        return response;
      }
      response.body().close();
      next = next.resolve(location.get());
    }
    throw new IOException("too many redirects from " + uri);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private URI at(String path) {
    return URI.create(endpoint + path);
  }

  private HttpRequest.Builder request(URI uri) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(60))
            .header("User-Agent", "understudy")
            .header("Accept-Encoding", "identity");
    if (isOwnHost(uri)) {
      token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
    }
    return request;
  }

  private boolean isOwnHost(URI uri) {
    return endpoint.getScheme().equals(uri.getScheme())
        && endpoint.getAuthority().equals(uri.getAuthority());
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException {
    try {
      return http.send(request, handler);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static boolean isRedirect(HttpResponse<?> response) {
    return response.statusCode() / 100 == 3 && response.statusCode() != 304;
  }

  /// Statuses that trying again won't change are told to the user; others are worth another try.
  private void refuse(HttpResponse<?> response, URI uri) throws IOException {
    int status = response.statusCode();
    switch (status) {
      case 200, 206 -> {}
      case 401, 403 ->
          throw new UserException(
              uri.toString(),
              "the hub refuses access (status " + status + ")",
              token.isEmpty()
                  ? "Is the name right? If the model asks for its licence to be accepted, do so on its page, and set HF_TOKEN."
                  : "Accept the model's licence on its page, and check that HF_TOKEN may read it.");
      case 404 ->
          throw new UserException(uri.toString(), "the hub knows no such file", "Check the name.");
      default -> throw new IOException("status " + status + " from " + uri);
    }
  }

  private static String bare(String etag) {
    return etag.replaceFirst("^W/", "").replace("\"", "").toLowerCase(Locale.ROOT);
  }
}
