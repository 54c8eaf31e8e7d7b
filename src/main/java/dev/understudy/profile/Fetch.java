package dev.understudy.profile;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.regex.Pattern;

/// Gets one page over HTTP: a bounded number of redirects, of bytes, and of seconds.
final class Fetch {
  private static final Pattern CHARSET = Pattern.compile("(?i)charset=\"?([\\w.:-]+)");

  private Fetch() {}

  static Raw page(URI address, Limits limits, Network network) throws SourceException {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(network.connect())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    try (client) {
      URI at = address;
      for (int hop = 0; hop <= network.redirects(); hop++) {
        HttpResponse<InputStream> response = send(client, at, network);
        try (InputStream body = response.body()) {
          Optional<String> moved = response.headers().firstValue("Location");
          if (response.statusCode() / 100 == 3 && moved.isPresent()) {
            at = next(at, moved.get());
            continue;
          }
          return raw(at, response, body, limits);
        }
      }
      throw new SourceException("sends on and on to other addresses", "Give the last of them.");
    } catch (IOException e) {
      throw new SourceException(
          "can't be reached ("
              + Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName())
              + ")",
          "Is this machine online? A page that was saved to a file can be given instead.");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new SourceException("was interrupted", "");
    }
  }

  private static HttpResponse<InputStream> send(HttpClient client, URI at, Network network)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(at)
            .timeout(network.whole())
            .header("User-Agent", network.userAgent())
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
  }

  private static URI next(URI at, String location) throws SourceException {
    URI next = at.resolve(location);
    String scheme = String.valueOf(next.getScheme());
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new SourceException("sends on to " + next + ", which is no page", "");
    }
    return next;
  }

  private static Raw raw(URI at, HttpResponse<?> response, InputStream body, Limits limits)
      throws IOException, SourceException {
    int status = response.statusCode();
    if (status != 200) {
      throw new SourceException(
          "answers with status " + status, status == 404 ? "Check the address." : "Try it later.");
    }
    byte[] bytes = body.readNBytes(limits.bytes() + 1);
    if (bytes.length > limits.bytes()) {
      throw Source.tooLong(limits);
    }
    Optional<String> charset =
        response
            .headers()
            .firstValue("Content-Type")
            .flatMap(
                type -> CHARSET.matcher(type).results().map(found -> found.group(1)).findFirst());
    String path = Optional.ofNullable(at.getPath()).orElse("");
    return new Raw(
        at.toString(), path.substring(path.lastIndexOf('/') + 1), bytes, charset, limits);
  }
}
