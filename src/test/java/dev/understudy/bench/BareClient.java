package dev.understudy.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// `java.net.http` alone: posts texts that stand ready, and reads the replies as text.
final class BareClient implements AutoCloseable {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI address;

  BareClient(URI address) {
    this.address = address;
  }

  void post(String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(response.body());
    }
  }

  /// Posts all, so many at a time, each on a virtual thread.
  void postAll(String[] bodies, int inFlight) {
    var next = new AtomicInteger();
    try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < inFlight; i++) {
        workers.submit(() -> {
          for (int k = next.getAndIncrement(); k < bodies.length; k = next.getAndIncrement()) {
            post(bodies[k]);
          }
          return null;
        });
      }
    }
    if (next.get() < bodies.length) {
      throw new IllegalStateException("a post failed");
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
