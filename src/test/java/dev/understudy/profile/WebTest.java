package dev.understudy.profile;

import static dev.understudy.profile.Notes.collect;
import static dev.understudy.profile.Notes.sentences;
import static dev.understudy.profile.Notes.why;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.understudy.person.Passage;
import dev.understudy.store.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Pages and articles, served from this computer in the shape that sites and MediaWiki give them.
class WebTest {
  private HttpServer server;
  private final AtomicReference<String> asked = new AtomicReference<>("");

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void anArticleGivesItsRunningTextItsVersionAndItsLicence() {
    answer("/w/api.php", 200, "application/json", article("", PAGE));

    Collected found = collect(network(), "wikipedia:Mara_Tollund");

    assertThat(asked.get()).contains("page=Mara%20Tollund", "redirects=1", "revid");
    assertThat(found.reports().getFirst().toString())
        .contains("Wikipedia): 2 passages; revision 4711");
    Passage first = found.passages().getFirst();
    Passage second = found.passages().getLast();
    assertThat(first.title()).isEqualTo("Mara Tollund");
    assertThat(second.title()).isEqualTo("Mara Tollund: The lamp");
    assertThat(first.text()).startsWith("Mara Tollund was a keeper of lights.");
    assertThat(first.text() + second.text())
        .doesNotContain("[1]", "Born", "cell", "list item", "See the", "Somebody, A book", "edit");
    assertThat(first.licence()).isEqualTo("CC BY-SA 4.0, Wikipedia contributors");
    assertThat(first.sources().getFirst().author()).isEqualTo("Wikipedia contributors");
    assertThat(first.sources().getFirst().note()).contains("/w/index.php?oldid=4711");
    Passage.Origin origin = first.origin().orElseThrow();
    assertThat(origin.revision()).contains("4711");
    assertThat(origin.where()).endsWith("/wiki/Mara_Tollund");
    assertThat(
            Notes.collect(
                    network(),
                    Limits.DEFAULT,
                    found.passages(),
                    List.of(),
                    "wikipedia:Mara Tollund")
                .passages())
        .isEmpty();
  }

  @Test
  void addressesOfWikipediaAreArticles() throws Exception {
    assertThat(Wikipedia.at(java.net.URI.create("https://de.m.wikipedia.org/wiki/Ada_L%C3%B6w")))
        .contains(new Wikipedia.Article("de", "Ada Löw", java.util.Optional.empty()));
    assertThat(
            Wikipedia.at(
                java.net.URI.create("https://en.wikipedia.org/w/index.php?title=Ada&oldid=12")))
        .contains(new Wikipedia.Article("en", "Ada", java.util.Optional.of("12")));
    assertThat(Wikipedia.at(java.net.URI.create("https://wikipedia.org.example/wiki/Ada")))
        .isEmpty();
    assertThat(Wikipedia.named("fr:Ada : vie"))
        .isEqualTo(new Wikipedia.Article("fr", "Ada : vie", java.util.Optional.empty()));
    assertThat(Wikipedia.named("Alien: Covenant").language()).isEqualTo("en");
  }

  @Test
  void aMissingArticleAndOneOfSeveralMeanings() {
    answer(
        "/w/api.php",
        200,
        "application/json",
        "{\"error\":{\"code\":\"missingtitle\",\"info\":\"…\"}}");
    assertThat(why(collect(network(), "wikipedia:Nobody"))).contains("has no article 'Nobody'");

    answer(
        "/w/api.php",
        200,
        "application/json",
        article("\"disambiguation\":\"\"", "<ul><li><a title=\"Mara (river)\">Mara</a></li></ul>"));
    assertThat(why(collect(network(), "wikipedia:Mara")))
        .contains("may mean several things", "wikipedia:Mara (river)");

    answer("/w/api.php", 200, "text/html", "<html>Log in to the hotel</html>");
    assertThat(why(collect(network(), "wikipedia:Mara"))).contains("is not Wikipedia");
  }

  @Test
  void aPageGivesItsMainText() {
    answer(
        "/keeper",
        200,
        "text/html; charset=iso-8859-1",
        """
        <html><head><title>The keeper</title><meta name="author" content="A. Writer">
        <link rel="license" href="https://cc.example/by"></head><body>
        <nav><a href="/">Home</a><a href="/b">Boats</a></nav><div class="cookie-banner">We use cookies, a lot of them.</div>
        <main><h1>The keeper</h1><p>Mära lived on the rock. %s</p><script>alert(1)</script></main>
        <footer>All rights reserved</footer></body></html>
        """
            .formatted(sentences(10))
            .getBytes(StandardCharsets.ISO_8859_1));

    Collected found = collect(network(), at("/keeper"));

    Passage passage = found.passages().getFirst();
    assertThat(passage.text()).isEqualTo("Mära lived on the rock. " + sentences(10));
    assertThat(passage.title()).isEqualTo("The keeper");
    assertThat(passage.licence()).isEqualTo("https://cc.example/by");
    assertThat(passage.sources().getFirst().author()).isEqualTo("A. Writer");
    assertThat(passage.origin().orElseThrow().where()).isEqualTo(at("/keeper"));
  }

  @Test
  void redirectsAreFollowedButNotForEver() {
    answer("/new", 200, "text/plain", "Mara kept bees.");
    redirect("/old", "/new");
    redirect("/loop", "/loop");
    redirect("/file", "file:///etc/passwd");

    Collected found = collect(network(), at("/old"), at("/loop"), at("/file"));

    assertThat(found.passages()).extracting(Passage::text).containsExactly("Mara kept bees.");
    assertThat(found.reports().get(1).problem().orElseThrow().what())
        .isEqualTo("sends on more than 3 times");
    assertThat(found.reports().get(2).problem().orElseThrow().what())
        .isEqualTo("is at an address of 'file://'");
  }

  @Test
  void whatServersRefuseIsTold() {
    answer("/no", 404, "text/html", "gone");
    answer("/locked", 403, "text/html", "no");
    answer("/busy", 429, "text/html", "later");
    answer("/large", 200, "text/plain", "x ".repeat(5_000));
    handle(
        "/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('a');
          exchange.getResponseBody().flush();
          pause();
        });
    var small = new Limits(80, 250, 1_000, 2_000, 10, Duration.ofHours(6));

    Collected found =
        collect(
            network(),
            small,
            List.of(),
            List.of(),
            at("/no"),
            at("/locked"),
            at("/busy"),
            at("/large"),
            at("/slow"));

    assertThat(found.reports().stream().map(report -> report.problem().orElseThrow().what()))
        .containsExactly(
            "is not there (404)",
            "is not given to programs (403)",
            "asks to come later (429)",
            "has more than 2,000 bytes",
            "did not come within 3 seconds");
  }

  @Test
  void withoutInternetEverySourceSaysSo() {
    Collected found =
        collect(
            Notes.QUICK,
            "wikipedia:Mara Tollund",
            "http://127.0.0.1:1/keeper",
            "http://keeper.invalid/");

    assertThat(found.reports())
        .hasSize(3)
        .allSatisfy(report ->
            assertThat(report.problem().orElseThrow().what())
                .isEqualTo("can't be reached: there is no internet here, or no such server"));
  }

  private static final String PAGE =
      """
      <div class="mw-parser-output"><div class="hatnote" role="note">See the other Mara.</div>
      <table class="infobox"><tr><th>Born</th><td>1871 cell</td></tr></table>
      <p><b>Mara Tollund</b> was a keeper of lights.<sup class="reference">[1]</sup> %s</p>
      <div class="mw-heading mw-heading2"><h2 id="The_lamp">The lamp</h2><span class="mw-editsection">[edit]</span></div>
      <p>%s</p><ul><li>list item</li></ul>
      <h2>References</h2><p>Somebody, A book.</p><h3>Works cited</h3><p>Somebody, A book again.</p></div>
      """
          .formatted(sentences(12), sentences(20).replace("night", "winter"));

  private static String article(String properties, String html) {
    return "{\"parse\":{\"title\":\"Mara Tollund\",\"pageid\":1,\"revid\":4711,\"text\":%s,\"properties\":{%s}}}"
        .formatted(Json.line(html), properties);
  }

  private Network network() {
    return new Network(at("/w/api.php"), Duration.ofSeconds(2), Duration.ofSeconds(3), 3, "tests");
  }

  private String at(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void answer(String path, int status, String type, String body) {
    answer(path, status, type, body.getBytes(StandardCharsets.UTF_8));
  }

  private void answer(String path, int status, String type, byte[] body) {
    handle(
        path,
        exchange -> {
          asked.set(String.valueOf(exchange.getRequestURI().getRawQuery()));
          exchange.getResponseHeaders().putAll(Map.of("Content-Type", List.of(type)));
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
        });
  }

  private void redirect(String path, String to) {
    handle(
        path,
        exchange -> {
          exchange.getResponseHeaders().add("Location", to);
          exchange.sendResponseHeaders(302, -1);
        });
  }

  private interface Handling {
    void handle(HttpExchange exchange) throws IOException;
  }

  private void handle(String path, Handling handling) {
    try {
      server.removeContext(path);
    } catch (IllegalArgumentException _) {
      // the first for this path
    }
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            handling.handle(exchange);
          }
        });
  }

  private static void pause() {
    try {
      Thread.sleep(6_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
