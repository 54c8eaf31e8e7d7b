package dev.understudy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.problem.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class AtomicFilesTest {
  @TempDir Path folder;

  @Test
  void replacesAFileAndMakesItsFolders() {
    Path file = folder.resolve("a/b/c.txt");

    AtomicFiles.write(file, "one");
    AtomicFiles.write(file, "two");

    assertThat(file).hasContent("two");
    assertThat(file.getParent()).isDirectoryContaining(file::equals);
    assertThat(file.getParent().toFile().list()).containsExactly("c.txt");
  }

  @Test
  void leavesNothingBehindWhenWritingFails() throws IOException {
    Path file = Files.writeString(folder.resolve("kept.txt"), "old");

    assertThatThrownBy(() ->
            AtomicFiles.write(
                file,
                out -> {
                  out.write(new byte[100_000]);
                  throw new IOException("No space left on device");
                }))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("kept.txt: no space left on the disk");

    assertThat(file).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("kept.txt");
  }

  @Test
  void saysWhenAFileStandsInTheWayOfAFolder() throws IOException {
    Files.writeString(folder.resolve("plain"), "");

    assertThatThrownBy(() -> AtomicFiles.write(folder.resolve("plain/x.txt"), "x"))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("a file stands where a folder is needed");
  }

  @Test
  void replacesAFolderAsAWhole() throws IOException {
    Path run = folder.resolve("run");
    AtomicFiles.writeFolder(run, f -> Files.writeString(f.resolve("old.txt"), "old"));
    AtomicFiles.writeFolder(run, f -> Files.writeString(f.resolve("new.txt"), "new"));

    assertThat(run.toFile().list()).containsExactly("new.txt");
    assertThat(folder.toFile().list()).containsExactly("run");
  }

  @Test
  void aFolderThatFailsLeavesTheOldOne() {
    Path run = folder.resolve("run");
    AtomicFiles.writeFolder(run, f -> Files.writeString(f.resolve("old.txt"), "old"));

    assertThatThrownBy(() ->
            AtomicFiles.writeFolder(
                run,
                f -> {
                  Files.writeString(f.resolve("new.txt"), "new");
                  throw new IOException("broken");
                }))
        .isInstanceOf(UserException.class);

    assertThat(run.resolve("old.txt")).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("run");
  }

  @Test
  void jsonIsPrettyAndReadBack() {
    Path file = folder.resolve("x.json");
    Json.write(file, Map.of("steps", 3));

    assertThat(file).hasContent("{\n  \"steps\" : 3\n}\n");
    assertThat(Json.read(file, JsonNode.class).path("steps").asInt()).isEqualTo(3);
  }

  @Test
  void jsonProblemsNameFileAndLine() throws IOException {
    Path file = Files.writeString(folder.resolve("x.json"), "{\n \"a\": 1,\n oops }");

    assertThatThrownBy(() -> Json.read(file, Map.class)).hasMessageContaining("x.json:3: ");
    Files.writeString(file, "{\"a\": [1");
    assertThatThrownBy(() -> Json.read(file, Map.class))
        .hasMessageContaining("Unexpected end-of-input: expected close marker for Array")
        .hasMessageNotContaining("[Source");
    assertThatThrownBy(() -> Json.read(folder.resolve("none.json"), Map.class))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("none.json: there is no such file");
  }

  @Test
  void yamlRefusesAKeyGivenTwice() throws IOException {
    Path file = Files.writeString(folder.resolve("x.yaml"), "a: 1\na: 2\n");

    assertThatThrownBy(() -> Yaml.read(file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("x.yaml:2: ");
  }

  /// "abc": the first example of FIPS 180-2, appendix B.1.
  @Test
  void hashesAsFipsSays() throws IOException {
    String expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    Path file = Files.writeString(folder.resolve("abc"), "abc");

    assertThat(Hashes.sha256(file)).isEqualTo(expected);
    assertThat(Hashes.sha256("abc".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
        .isEqualTo(expected);
  }

  /// A program that is stopped in the middle of a write, as by Ctrl-C.
  public static void main(String[] args) {
    AtomicFiles.write(
        Path.of(args[0]),
        out -> {
          out.write(new byte[1 << 20]);
          System.exit(130);
        });
  }

  @Test
  void aStoppedProgramLeavesNoTemporaryFile() throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("kept.txt"), "old");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    int status =
        new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                AtomicFilesTest.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();

    assertThat(status).isEqualTo(130);
    assertThat(file).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("kept.txt");
  }
}
