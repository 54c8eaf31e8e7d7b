package dev.understudy.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files cut off anywhere and with bytes changed at random are read or refused, and never stop the
/// others.
class BrokenBytesTest {
  private static final int TRIES = 40;

  @TempDir private Path folder;

  @Test
  void brokenFilesAreReadOrRefused() throws Exception {
    var random = new Random(7);
    var names = Names.of(Notes.NAME, List.of("Mara"));
    int refused = 0;
    for (Sample sample : samples()) {
      for (int i = 0; i < TRIES; i++) {
        byte[] broken = broken(sample.bytes(), random, i % 2 == 0);
        var raw = new Raw("x", sample.name(), broken, java.util.Optional.empty(), Limits.DEFAULT);
        try {
          Readers.of(raw).read(raw, names);
        } catch (SourceException e) {
          assertThat(e.what()).isNotBlank();
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(TRIES);
  }

  @Test
  void everyBrokenFileHasItsReport() throws IOException {
    var random = new Random(11);
    var files = new ArrayList<Object>();
    for (Sample sample : samples()) {
      files.add(Notes.file(folder, sample.name(), broken(sample.bytes(), random, true)));
    }
    files.add(Notes.file(folder, "good.txt", "Mara kept bees."));

    Collected found = Notes.collect(files.toArray());

    assertThat(found.reports()).hasSameSizeAs(files);
    assertThat(found.reports().getLast().passages()).isEqualTo(1);
  }

  private record Sample(String name, byte[] bytes) {}

  private static List<Sample> samples() throws IOException {
    String chat = "13.05.21, 14:02 - Mara: Fog.\n13.05.21, 14:03 - Joss: Again?\n";
    String telegram =
        "{\"name\":\"Joss\",\"id\":1,\"messages\":[{\"id\":2,\"type\":\"message\",\"date\":\"2021-05-13T14:02:00\","
            + "\"from\":\"Mara\",\"text\":[\"Fog \",{\"type\":\"bold\",\"text\":\"now\"}]}]}";
    String card = "{\"name\":\"Mara\",\"description\":\"Keeper.\",\"first_mes\":\"Hi.\"}";
    String article =
        "{\"parse\":{\"title\":\"Mara\",\"revid\":1,\"text\":\"<p>Fog and lamp.</p>\"}}";
    byte[] coded = java.util.Base64.getEncoder().encode(card.getBytes(StandardCharsets.UTF_8));
    return List.of(
        new Sample("a.pdf", Samples.pdf("", Notes.sentences(2))),
        new Sample("a.docx", Samples.docx("<w:p><w:r><w:t>Mara.</w:t></w:r></w:p>")),
        new Sample("a.epub", Samples.epub("<h1>Rock</h1><p>Mara.</p>")),
        new Sample("a.zip", Zips.of("_chat.txt", chat)),
        new Sample("a.png", CardTest.png("tEXt", CardTest.bytes("chara\0", coded))),
        new Sample("card.json", card.getBytes(StandardCharsets.UTF_8)),
        new Sample("result.json", telegram.getBytes(StandardCharsets.UTF_8)),
        new Sample("article.json", article.getBytes(StandardCharsets.UTF_8)),
        new Sample("chat.txt", chat.getBytes(StandardCharsets.UTF_8)),
        new Sample("a.md", "---\ntitle: x\n---\n# A\n*Mara*\n".getBytes(StandardCharsets.UTF_8)),
        new Sample("a.html", "<html><body><p>Mara.</p></body>".getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] broken(byte[] whole, Random random, boolean cut) {
    byte[] broken = cut ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
    for (int i = 0; i < broken.length / 40 + 1 && broken.length > 0; i++) {
      broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
    }
    return broken;
  }
}
