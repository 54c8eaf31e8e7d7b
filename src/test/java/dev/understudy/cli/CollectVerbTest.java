package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.experience.SmallCharacter;
import dev.understudy.store.AtomicFiles;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectVerbTest {
  @TempDir Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path notes;

  @BeforeEach
  void write() {
    notes = home.resolve("notes.md");
    AtomicFiles.write(notes, "# Ida\n\nIda Kettle mended clocks in Leith for forty years.\n");
  }

  private int status(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return new AtHome(home, out, err).run(args);
  }

  private Path given() {
    return home.resolve("characters/ida/drafts/given.json");
  }

  @Test
  void whatIsSaidLaterIsKeptBesideTheNameSaidAtFirst() {
    assertThat(status("collect", "ida", "--name", "Ida Kettle", "--from", notes.toString()))
        .isZero();
    assertThat(out.toString()).contains("notes.md (Markdown): 1 passages");

    assertThat(status("collect", "ida", "--born", "1840-03-03", "--from", notes.toString()))
        .isZero();

    assertThat(out.toString()).contains("nothing new; read before");
    assertThat(given()).content().contains("Ida Kettle", "1840-03-03");
  }

  @Test
  void aSheetThatAPersonWroteStaysTheWholeWord() {
    new SmallCharacter(home).talks(16).write();

    assertThat(status("collect", "ada", "--alias", "Mrs Fairbairn", "--from", notes.toString()))
        .as(err.toString())
        .isZero();

    assertThat(home.resolve("characters/ada/drafts")).doesNotExist();
  }

  @Test
  void aNewCharacterIsAskedForItsName() {
    assertThat(status("collect", "ida", "--from", notes.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("ida: has no name yet", "--name");
  }

  @Test
  void sourcesThatCannotBeReadAreToldOnceAndTheRestGoesOn() {
    String missing = home.resolve("nowhere.md").toString();

    assertThat(status("collect", "ida", "--name", "Ida Kettle", "--from", missing)).isEqualTo(1);
    assertThat(err.toString()).containsOnlyOnce("nowhere.md");

    assertThat(status("collect", "ida", "--from", missing, "--from", notes.toString())).isZero();
    assertThat(err.toString()).containsOnlyOnce("nowhere.md");
    assertThat(out.toString()).contains("1 passages");
  }
}
