package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TerminalTest {
  /// As the launcher starts the verbs that compute: 2 goes elsewhere, the user's own is 3.
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void wordsOnErrorStandBetweenThoseOfOthersInTheSameFile(@TempDir Path folder)
      throws IOException, InterruptedException {
    String script =
        """
        echo before
        (exec 3>&2 2>sieve; exec "$0" --enable-native-access=ALL-UNNAMED -Dunderstudy.err=3 \
          -cp "$1" dev.understudy.cli.Main chta)
        echo after
        """;
    Path log = folder.resolve("log");
    Process shell =
        new ProcessBuilder(
                "sh",
                "-c",
                script,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                System.getProperty("java.class.path"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(new File("/dev/null"))
            .start();

    assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readAllLines(log))
        .containsExactly(
            "before",
            "error: there is no 'understudy chta'. Did you mean 'chat'?",
            "  Try 'understudy --help'.",
            "after");
    assertThat(folder.resolve("sieve")).isEmptyFile();
  }
}
