package dev.understudy.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Hashes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubBaseTest {
  private static final String FIRST = "model-00001-of-00002.safetensors";
  private static final String SECOND = "model-00002-of-00002.safetensors";

  private static final Random RANDOM = new Random(7);

  @TempDir Path folder;
  private final FakeHub hub = new FakeHub();
  private final byte[] first = random(300_000);
  private final byte[] second = random(1_000);

  @BeforeEach
  void fill() {
    hub.with("config.json", "{}")
        .with("tokenizer.json", "{\"model\":{}}")
        .with("README.md", "never fetched")
        .with("consolidated.safetensors", random(10))
        .with(
            "model.safetensors.index.json",
            "{\"weight_map\":{\"a\":\"%s\",\"b\":\"%s\",\"c\":\"%s\"}}"
                .formatted(FIRST, SECOND, FIRST))
        .with(FIRST, first)
        .with(SECOND, second);
  }

  @AfterEach
  void close() {
    hub.close();
  }

  @Test
  void fetchesWhatTheIndexNamesInTheLayoutOfThePythonTools() {
    BaseModel base = bases().pull("org/tiny", Progress.none());

    Path repo = folder.resolve("hub/models--org--tiny");
    assertThat(base.weights()).isEqualTo(repo.resolve("snapshots").resolve(FakeHub.COMMIT));
    assertThat(base.weights().resolve(FIRST)).hasBinaryContent(first).isSymbolicLink();
    assertThat(repo.resolve("blobs").resolve(Hashes.sha256(first))).hasBinaryContent(first);
    assertThat(repo.resolve("refs/main")).hasContent(FakeHub.COMMIT);
    assertThat(base.weights().toFile().list())
        .containsExactlyInAnyOrder(
            "config.json", "tokenizer.json", "model.safetensors.index.json", FIRST, SECOND);
  }

  @Test
  void asksTheNetworkNothingOnceItIsHere() {
    BaseModel base = bases().pull("org/tiny", Progress.none());
    hub.heard.clear();

    assertThat(bases().pull("org/tiny", Progress.none())).isEqualTo(base);
    assertThat(bases().resolve("org/tiny")).isEqualTo(base);
    assertThat(hub.heard).isEmpty();
  }

  @Test
  void goesOnWhereTheConnectionBroke() {
    hub.breaks.addAll(List.of(100_000, 50_000));

    BaseModel base = bases().pull("org/tiny", Progress.none());

    assertThat(base.weights().resolve(FIRST)).hasBinaryContent(first);
    assertThat(hub.heard)
        .filteredOn(h -> h.startsWith("store GET /" + FIRST))
        .hasSize(3)
        .satisfies(h -> assertThat(h.get(1)).contains("bytes="));
  }

  @Test
  void goesOnInALaterRunAndBeginsAnewWhereTheServerCannot() throws IOException {
    Path blobs = folder.resolve("hub/models--org--tiny/blobs");
    Files.createDirectories(blobs);
    Path part = blobs.resolve(Hashes.sha256(first) + ".incomplete");
    Files.write(part, java.util.Arrays.copyOf(first, 7_000));
    var least = new long[] {Long.MAX_VALUE};

    bases()
        .pull(
            "org/tiny",
            (what, done, total) ->
                least[0] = what.endsWith(FIRST) ? Math.min(least[0], done) : least[0]);

    assertThat(least[0]).isGreaterThan(7_000);
    assertThat(hub.heard("store GET /" + FIRST + " bytes=7000-")).isEqualTo(1);

    AtomicFiles.delete(folder.resolve("hub"));
    Files.createDirectories(blobs);
    Files.write(part, random(7_000));
    hub.knowsRanges = false;
    assertThat(bases().pull("org/tiny", Progress.none()).weights().resolve(FIRST))
        .hasBinaryContent(first);
  }

  @Test
  void refusesBytesThatAreNotTheHubs() {
    hub.spoilt.put(SECOND, random(1_000));

    assertThatThrownBy(() -> bases().pull("org/tiny", Progress.none()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(SECOND + " came altered");

    hub.spoilt.clear();
    assertThat(bases().pull("org/tiny", Progress.none()).weights().resolve(SECOND))
        .hasBinaryContent(second);
  }

  @Test
  void refusesAFileAlteredOnDiskAndFetchesOnlyThatAgain() throws IOException {
    BaseModel base = bases().pull("org/tiny", Progress.none());
    Path file = base.weights().resolve(SECOND);
    byte[] altered = second.clone();
    altered[0]++;
    Files.write(file, altered);
    hub.heard.clear();

    assertThatThrownBy(() -> bases().resolve("org/tiny"))
        .hasMessageContaining("altered: " + SECOND);
    assertThat(bases().pull("org/tiny", Progress.none())).isEqualTo(base);
    assertThat(file).hasBinaryContent(second);
    assertThat(hub.heard("store")).isEqualTo(1);
  }

  @Test
  void keepsToThePinnedBytes() throws IOException {
    bases().pull("org/tiny", Progress.none());
    AtomicFiles.delete(folder.resolve("hub"));
    hub.with(SECOND, random(1_000));

    assertThatThrownBy(() -> bases().pull("org/tiny", Progress.none()))
        .hasMessageContaining("altered: " + SECOND);
  }

  @Test
  void givesTheTokenToTheHubOnly() {
    hub.neededToken = "hf_secret";

    assertThatThrownBy(() -> bases().pull("org/tiny", Progress.none()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("set HF_TOKEN");

    hub.heard.clear();
    bases(Optional.of("hf_secret"), hub.uri()).pull("org/tiny", Progress.none());
    assertThat(hub.heard).filteredOn(h -> h.startsWith("hub")).allMatch(h -> h.endsWith("token"));
    assertThat(hub.heard)
        .filteredOn(h -> h.startsWith("store"))
        .noneMatch(h -> h.endsWith("token"));
  }

  @Test
  void offlineItTellsWhatWasTriedAndWhatToDo() {
    Bases offline = bases(Optional.empty(), URI.create("http://127.0.0.1:1"));

    assertThatThrownBy(() -> offline.pull("org/tiny", Progress.none()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("models--org--tiny: not there")
        .hasMessageContaining("http://127.0.0.1:1/org/tiny: ")
        .hasMessageContaining("put config.json, tokenizer.json and the safetensors files");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "ht tp://x", "ftp://x", "https://"})
  void anEndpointThatIsNoAddressIsTold(String endpoint) {
    assertThatThrownBy(() -> Places.of(Map.of("HF_ENDPOINT", endpoint)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("HF_ENDPOINT: is no address of a hub: " + endpoint);
  }

  @Test
  void usesWhatThePythonToolsFetchedAndChecksItByTheNameOfItsBlob() throws IOException {
    BaseModel base = bases().pull("org/tiny", Progress.none());
    AtomicFiles.delete(folder.resolve("own")); // as if another tool had fetched it

    assertThat(bases().resolve("org/tiny")).isEqualTo(base);

    AtomicFiles.delete(folder.resolve("own"));
    Files.write(base.weights().resolve(SECOND), random(1_000));
    assertThatThrownBy(() -> bases().resolve("org/tiny")).hasMessageContaining("altered");
  }

  @Test
  void aStalledConnectionIsGivenUpAndTriedAgain() {
    var ticks = new ArrayList<String>();
    hub.stalls.set(1);

    bases().pull("org/tiny", (what, done, total) -> ticks.add(what));

    assertThat(hub.heard("store GET /" + FIRST)).isEqualTo(2);
    assertThat(ticks).contains("fetching " + SECOND);
  }

  @Test
  void aFolderGivenByPathIsHashedAsAWhole() throws IOException {
    BaseModel pulled = bases().pull("org/tiny", Progress.none());

    BaseModel byPath = bases().resolve(pulled.weights().toString());

    assertThat(byPath.sha256()).isEqualTo(pulled.sha256());
    Files.delete(pulled.weights().resolve("tokenizer.json"));
    assertThatThrownBy(() -> bases().resolve(pulled.weights().toString()))
        .hasMessageContaining("lacks tokenizer.json");
  }

  private Bases bases() {
    return bases(Optional.empty(), hub.uri());
  }

  private Bases bases(Optional<String> token, URI endpoint) {
    return new Bases(
        new Places(
            folder.resolve("own"),
            folder.resolve("hub"),
            endpoint,
            token,
            List.of(),
            Duration.ofMillis(500),
            Duration.ofMillis(1)));
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
