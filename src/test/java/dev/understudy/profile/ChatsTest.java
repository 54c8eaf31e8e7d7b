package dev.understudy.profile;

import static dev.understudy.profile.Notes.collect;
import static dev.understudy.profile.Notes.file;
import static dev.understudy.profile.Notes.why;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.person.Experience;
import dev.understudy.person.Passage;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Chats: the character's own words stay as they are, with their date.
class ChatsTest {
  private static final String ANDROID =
      """
      13/05/2021, 14:01 - Messages and calls are end-to-end encrypted.
      13/05/2021, 14:02 - Joss: Are you up there?
      13/05/2021, 14:03 - Mara: Where else. The lamp wont light itself
      13/05/2021, 14:03 - Mara: wick is wet AGAIN
      and the oil: gone
      13/05/2021, 14:04 - Joss: <Media omitted>
      13/05/2021, 14:04 - Joss: Shall I row over?
      13/05/2021, 14:05 - Mara: Bring oil. <3
      13/05/2021, 14:06 - Joss: This message was deleted
      13/05/2021, 14:07 - Joss: On my way.
      15/05/2021, 08:00 - Joss: Anyone?
      16/05/2021, 08:00 - Mara: Slept. Sorry.
      """;

  @TempDir private Path folder;

  @Test
  void aChatGivesItsWordsUnchangedWithTheirDate() throws IOException {
    Collected found = collect(file(folder, "WhatsApp Chat with Joss.txt", ANDROID));

    assertThat(found.verbatim()).hasSize(2);
    Experience first = found.verbatim().getFirst();
    assertThat(first.kind()).isEqualTo(Experience.Kind.VERBATIM);
    assertThat(first.scene().form()).isEqualTo(Scene.Form.MESSAGES);
    assertThat(first.scene().time()).isEqualTo("13 May 2021");
    assertThat(first.scene().present()).containsExactly("Joss");
    assertThat(first.turns())
        .extracting(Turn::speaker, Turn::text)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("Joss", "Are you up there?"),
            org.assertj.core.groups.Tuple.tuple(
                Notes.NAME,
                "Where else. The lamp wont light itself\nwick is wet AGAIN\nand the oil: gone"),
            org.assertj.core.groups.Tuple.tuple("Joss", "Shall I row over?"),
            org.assertj.core.groups.Tuple.tuple(Notes.NAME, "Bring oil. <3"));
    Passage passage = found.passages().getFirst();
    assertThat(first.scene().passages()).containsExactly(passage.id());
    assertThat(passage.origin().orElseThrow().personal()).isTrue();
    assertThat(passage.licence()).startsWith("private");
    assertThat(passage.text())
        .startsWith("Messages between Mara Tollund and Joss, 13 May 2021.\n\nJoss: Are you")
        .endsWith("Joss: On my way.");
    assertThat(found.reports().getFirst().toString())
        .contains("WhatsApp chat): 2 passages, 2 talks word for word")
        .contains(
            "3 lines of WhatsApp's own left out", "1 stretches without Mara Tollund left out");
  }

  @Test
  void theSameChatTwiceAddsNothingAndALongerExportOnlyWhatIsNew() throws IOException {
    Path chat = file(folder, "chat.txt", ANDROID);
    Collected first = collect(chat);

    Collected again = Notes.again(first, chat);
    file(folder, "chat.txt", ANDROID + "20/05/2021, 09:00 - Mara: Fog. All day fog.\n");
    Collected longer = Notes.again(first, chat);

    assertThat(again.passages()).isEmpty();
    assertThat(again.verbatim()).isEmpty();
    assertThat(longer.verbatim())
        .singleElement()
        .extracting(e -> e.scene().time())
        .isEqualTo("20 May 2021");
    assertThat(longer.passages()).singleElement().extracting(Passage::id).isEqualTo("p03");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[13.05.21, 14:02:11] Mara: Fog.",
        "\u200E[5/13/21, 2:02:11\u202FPM] Mara: Fog.",
        "5/13/21, 2:02 PM - Mara: Fog.",
        "13/5/21 14:02 - Mara: Fog.",
        "13.05.21, 14:02 - Mara: Fog.",
        "13/05/2021 à 14:02 - Mara: Fog.",
        "13/05/2021, 2:02 p. m. - Mara: Fog.",
        "2021-05-13, 14:02 - Mara: Fog.",
        "13-05-2021 14:02 - Mara: Fog.",
        "[13/05/2021, 14:02:11] ~\u202FMara: Fog.",
      })
  void datesOfManyCountriesAreRead(String line) throws IOException {
    Collected found = collect(file(folder, "chat.txt", line));

    assertThat(found.verbatim())
        .singleElement()
        .satisfies(said -> {
          assertThat(said.scene().time()).isEqualTo("13 May 2021");
          assertThat(said.turns()).singleElement().extracting(Turn::text).isEqualTo("Fog.");
        });
  }

  @Test
  void whichNumberIsTheDayIsToldByAllDates() throws IOException {
    String days =
        "01/02/2021, 10:00 - Mara: One.\n02/02/2021, 10:00 - Mara: Two.\n13/02/2021, 10:00 - Mara: Three.";
    String months =
        "1/2/2021, 10:00 - Mara: One.\n1/3/2021, 10:00 - Mara: Two.\n1/13/2021, 10:00 - Mara: Three.";
    String open = "1/2/2021, 10:00 - Mara: One.";

    assertThat(collect(file(folder, "1.txt", days)).verbatim().getFirst().scene().time())
        .isEqualTo("1 February 2021");
    assertThat(collect(file(folder, "2.txt", months)).verbatim().getFirst().scene().time())
        .isEqualTo("2 January 2021");
    assertThat(collect(file(folder, "3.txt", open)).reports().getFirst().toString())
        .contains("dates read as day, month, year: nothing in it tells");
  }

  @Test
  void iPhonesMarkWhatNobodyWrote() throws IOException {
    String chat =
        """
        [13.05.21, 14:00:00] Rock: \u200EMessages and calls are end-to-end encrypted.
        [13.05.21, 14:02:11] Mara: Fog. \u200E<This message was edited>
        \u200E[13.05.21, 14:03:11] Mara: \u200Eimage omitted
        """;

    assertThat(collect(file(folder, "_chat.txt", chat)).verbatim().getFirst().turns())
        .extracting(Turn::text)
        .containsExactly("Fog.");
  }

  @Test
  void aChatWithoutTheCharacterNamesThoseWhoSpeak() throws IOException {
    String why =
        why(collect(file(folder, "chat.txt", ANDROID.replace("- Mara:", "- Mara Tolund:"))));

    assertThat(why)
        .contains("Mara Tollund never speaks in it; those who do: Joss, Mara Tolund")
        .contains("Is 'Mara Tolund' the character?");
  }

  @Test
  void aLongChatIsCutIntoPassages() throws IOException {
    var chat = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      chat.append(
          "13.05.21, 14:%02d - %s: %d %s\n"
              .formatted(i / 4, i % 2 == 0 ? "Joss" : "Mara", i, "word ".repeat(12)));
    }
    chat.append("13.05.21, 15:00 - Mara: ").append(Notes.sentences(80));

    Collected found = collect(file(folder, "chat.txt", chat.toString()));

    assertThat(found.passages()).hasSizeGreaterThan(14);
    assertThat(found.passages())
        .allSatisfy(passage -> assertThat(WordCount.of(passage.text())).isBetween(80, 250));
    assertThat(found.verbatim()).hasSameSizeAs(found.passages());
    assertThat(found.verbatim()).extracting(Experience::id).doesNotHaveDuplicates();
  }

  @Test
  void telegramsExportOfOneChatAndOfAll() throws IOException {
    String chat =
        """
        {"name": "Joss", "type": "personal_chat", "id": 77, "messages": [
         {"id": 1, "type": "service", "date": "2021-05-13T14:00:00", "actor": "Joss", "text": ""},
         {"id": 2, "type": "message", "date": "2021-05-13T14:02:00", "from": "Joss", "text": "Up there?"},
         {"id": 3, "type": "message", "date": "2021-05-13T14:03:00", "from": "Mara",
          "text": ["Look at ", {"type": "link", "text": "http://fog.example"}, " !"]},
         {"id": 4, "type": "message", "date": "2021-05-13T14:04:00", "from": "Mara", "forwarded_from": "X", "text": "Not mine"},
         {"id": 5, "type": "message", "date": "2021-05-13T14:05:00", "from": null, "text": "ghost"}]}
        """;

    Collected one = collect(file(folder, "result.json", chat));
    Collected all =
        collect(file(folder, "all.json", "{\"about\":\"x\",\"chats\":{\"list\":[" + chat + "]}}"));

    assertThat(one.verbatim())
        .singleElement()
        .satisfies(said -> {
          assertThat(said.turns())
              .extracting(Turn::text)
              .containsExactly("Up there?", "Look at http://fog.example !");
          assertThat(said.scene().time()).isEqualTo("13 May 2021");
        });
    assertThat(one.reports().getFirst().toString()).contains("Telegram chat", "3 without words");
    assertThat(all.verbatim()).isEqualTo(one.verbatim());
  }

  @Test
  void aChatInAnArchive() throws IOException {
    byte[] zip =
        Zips.of("_chat.txt", ANDROID.getBytes(StandardCharsets.UTF_8), "photo.jpg", new byte[] {1});

    Collected found = collect(file(folder, "export.zip", zip));

    assertThat(found.verbatim()).hasSize(2);
    assertThat(why(collect(file(folder, "other.zip", Zips.of("a.xml", new byte[] {1})))))
        .contains("is a zip archive without a chat's export in it; it holds a.xml");
  }

  @Test
  void aBombIsNotUnpacked() throws IOException {
    byte[] bomb = Zips.of("_chat.txt", new byte[50 << 20]);

    assertThat(bomb).hasSizeLessThan(1 << 20);
    assertThat(why(collect(file(folder, "bomb.zip", bomb))))
        .contains("made to fill a computer's memory");
  }
}
