package dev.understudy.profile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/// Gets pages of the web: so many bytes, so long, over so many redirects, and no more. A page out
/// there can't send us to a computer in here.
final class Pages implements AutoCloseable {
  private static final Pattern CHARSET =
      Pattern.compile("(?i)charset\\s*=\\s*[\"']?([\\w.:-]{2,40})");
  private static final String SAVE = "Save the page from a browser, and give the file.";

  private final Limits limits;
  private final Network network;
  private final HttpClient http;

  Pages(Limits limits, Network network) {
    this.limits = limits;
    this.network = network;
    http =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(network.connect())
            .build();
  }

  /// @param address where it was found in the end
  record Page(URI address, byte[] bytes, Optional<String> charset, Limits limits) {
    Raw raw() {
      return as(address.toString());
    }

    Raw as(String where) {
      String path = Optional.ofNullable(address.getPath()).orElse("");
      String name = path.substring(path.lastIndexOf('/') + 1);
      return new Raw(where, name, bytes, charset, limits);
    }
  }

  Page get(URI address) throws SourceException {
    URI at = checked(address);
    for (int i = 0; i <= network.redirects(); i++) {
      HttpResponse<byte[]> response = send(at);
      Optional<String> next = response.headers().firstValue("location");
      if (response.statusCode() / 100 != 3 || next.isEmpty()) {
        refuse(response.statusCode());
        return new Page(at, response.body(), charset(response), limits);
      }
      at = redirected(address, at, next.get());
    }
    throw new SourceException(
        "sends on more than %d times".formatted(network.redirects()), "Give the last address.");
  }

  private static URI redirected(URI first, URI from, String location) throws SourceException {
    URI next;
    try {
      next = checked(from.resolve(location));
    } catch (IllegalArgumentException e) {
      throw new SourceException("sends on to what is no address", SAVE);
    }
    if (isInHere(next) && !isInHere(first)) {
      throw new SourceException(
          "sends on to a computer of your own network", "Give that address if you mean it.");
    }
    return next;
  }

  private static URI checked(URI address) throws SourceException {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new SourceException(
          "is at an address of '%s://'".formatted(CleanText.line(scheme)),
          "Only http and https are read.");
    }
    if (address.getHost() == null) {
      throw new SourceException("is no whole address", "Copy it from the browser.");
    }
    return address;
  }

  private static boolean isInHere(URI address) {
    try {
      for (InetAddress ip : InetAddress.getAllByName(address.getHost())) {
        if (ip.isLoopbackAddress()
            || ip.isSiteLocalAddress()
            || ip.isLinkLocalAddress()
            || ip.isAnyLocalAddress()) {
          return true;
        }
      }
      return false;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private HttpResponse<byte[]> send(URI address) throws SourceException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(network.whole())
            .header("User-Agent", network.userAgent())
            .header("Accept-Encoding", "identity")
            .build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.bytes()));
    try {
      return answer.get(network.whole().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw slow();
    } catch (ExecutionException e) {
      throw failed(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceException("was interrupted", "");
    } finally {
      answer.cancel(true);
    }
  }

  private SourceException failed(Throwable cause) {
    String said = String.valueOf(cause.getMessage());
    if (said.contains("exceeds capacity") || said.contains("body exceeds")) {
      return LocalFiles.tooLarge(limits);
    }
    return switch (cause) {
      case java.net.http.HttpConnectTimeoutException _ -> unreachable();
      case java.net.http.HttpTimeoutException _ -> slow();
      case java.net.ConnectException _ -> unreachable();
      case SSLException _ -> new SourceException("has no certificate that can be trusted", SAVE);
      case IOException _ ->
          new SourceException(
              "broke off (" + CleanText.line(said) + ")", "Try again later. " + SAVE);
      default -> new SourceException("can't be got (" + CleanText.line(said) + ")", SAVE);
    };
  }

  private static SourceException unreachable() {
    return new SourceException(
        "can't be reached: there is no internet here, or no such server",
        "Try again later, or: " + SAVE);
  }

  private SourceException slow() {
    return new SourceException(
        "did not come within %d seconds".formatted(network.whole().toSeconds()),
        "Try again later. " + SAVE);
  }

  private static void refuse(int status) throws SourceException {
    switch (status) {
      case 200, 203 -> {}
      case 401, 403 -> throw new SourceException("is not given to programs (" + status + ")", SAVE);
      case 404, 410 ->
          throw new SourceException("is not there (" + status + ")", "Check the address.");
      case 429, 503 ->
          throw new SourceException("asks to come later (" + status + ")", "Try again in an hour.");
      default -> throw new SourceException("was answered with " + status, SAVE);
    }
  }

  private static Optional<String> charset(HttpResponse<?> response) {
    return response.headers().firstValue("content-type").stream()
        .flatMap(type -> CHARSET.matcher(type).results())
        .map((MatchResult found) -> found.group(1))
        .findFirst();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
