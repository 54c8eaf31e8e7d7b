package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class CancelTest {
  private final StringWriter err = new StringWriter();

  @Test
  void aSignalAsksAndTheWorkEndsInOrder() throws IOException, InterruptedException {
    var writer = new PrintWriter(err, true);
    try (var cancel = Cancel.listen(Terminal.plain(writer, writer), "Saving, then stopping.")) {
      assertThat(cancel.asked()).isFalse();
      cancel.throwIfAsked();

      // Not INT: a JVM started in the background of a script has to ignore that one.
      new ProcessBuilder("kill", "-TERM", "" + ProcessHandle.current().pid()).start().waitFor();
      for (int i = 0; i < 500 && !cancel.asked(); i++) {
        Thread.sleep(10);
      }

      assertThat(cancel.asked()).isTrue();
      assertThatThrownBy(cancel::throwIfAsked)
          .isInstanceOf(Cancelled.class)
          .extracting(e -> ((Cancelled) e).status())
          .isEqualTo(143);
    }
    assertThat(err.toString()).contains("Saving, then stopping.");
  }
}
