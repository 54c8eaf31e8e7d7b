package dev.understudy.profile;

import static dev.understudy.profile.Notes.collect;
import static dev.understudy.profile.Notes.file;
import static dev.understudy.profile.Notes.why;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.person.Experience;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Letters: what each wrote themselves, word for word.
class LettersTest {
  static final String LETTER =
      """
      From: "Mara Tollund" <mara@light.example>
      To: Joss Wren <joss@shore.example>
      Subject: Re: The oil
      Date: Thu, 13 May 2021 23:50:00 -0400
      Content-Type: text/plain; charset=utf-8

      Dear Joss,

      the oil came.
      It smells of herring.

      On Wed, 12 May 2021 at 10:00, Joss Wren <joss@shore.example> wrote:
      > Did the oil come?
      >
      > Joss

      Bring none of it again.

      -- \nMara Tollund
      Tern Rock
      """;

  @TempDir private Path folder;

  @Test
  void aLetterGivesItsWritersOwnWordsByTheirOwnClock() throws IOException {
    Collected found = collect(file(folder, "a.eml", LETTER));

    Experience said = found.verbatim().getFirst();
    assertThat(said.kind()).isEqualTo(Experience.Kind.VERBATIM);
    assertThat(said.scene().form()).isEqualTo(Scene.Form.LETTER);
    assertThat(said.scene().time()).isEqualTo("13 May 2021");
    assertThat(said.scene().present()).containsExactly("Joss Wren");
    assertThat(said.turns())
        .singleElement()
        .satisfies(turn -> {
          assertThat(turn.speaker()).isEqualTo(Notes.NAME);
          assertThat(turn.text())
              .isEqualTo(
                  "Dear Joss,\n\nthe oil came.\nIt smells of herring.\n\nBring none of it again.");
        });
    assertThat(found.passages().getFirst().origin().orElseThrow().personal()).isTrue();
  }

  @Test
  void aBoxIsSortedByWhatItIsAbout() throws IOException {
    String question =
        LETTER
            .replace("\"Mara Tollund\" <mara@light.example>", "Joss Wren <joss@shore.example>")
            .replace("Re: The oil", "The oil")
            .replace("13 May", "12 May")
            .replaceFirst("(?s)Dear Joss.*", "Did the oil come?\n\n>From the shore,\nJoss\n");
    String other =
        question.replace("The oil", "Nets").replace("Did the oil come?", "Nets for sale");
    String mark = "From joss@shore.example Thu May 13 14:00:00 2021\n";
    Path box = file(folder, "post", mark + LETTER + "\n" + mark + question + "\n" + mark + other);

    Collected found = collect(box);

    assertThat(found.reports().getFirst().format()).isEqualTo("mbox");
    assertThat(found.verbatim())
        .singleElement()
        .satisfies(said ->
            assertThat(said.turns())
                .extracting(Turn::speaker)
                .containsExactly("Joss Wren", Notes.NAME));
    assertThat(found.verbatim().getFirst().turns().getFirst().text())
        .isEqualTo("Did the oil come?\n\nFrom the shore,\nJoss");
    assertThat(found.reports().getFirst().toString()).contains("1 stretches without");
    Collected again = Notes.again(found, box);
    assertThat(again.passages()).isEmpty();
    assertThat(again.verbatim()).isEmpty();
  }

  @Test
  void encodedWordsPagesAndAttachments() throws IOException {
    String page =
        "<p>Dear J\u00f8ss,</p><p>fog<br>again.</p><div class='gmail_quote'>On Monday you wrote: rain</div>";
    String letter =
        """
        From: =?iso-8859-1?Q?M=2E_Tollund?= <m@light.example>
        To: joss@shore.example
        Subject: =?utf-8?B?RsO4Zw==?=
        Date: 13 May 2021 12:00 GMT
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=XX

        --XX
        Content-Type: text/html; charset=iso-8859-1
        Content-Transfer-Encoding: base64

        %s
        --XX
        Content-Type: text/plain
        Content-Disposition: attachment; filename=a.txt

        not her words
        --XX--
        """
            .formatted(
                Base64.getEncoder().encodeToString(page.getBytes(StandardCharsets.ISO_8859_1)));

    Experience said = collect(file(folder, "b.eml", letter)).verbatim().getFirst();

    assertThat(said.turns().getFirst().text()).isEqualTo("Dear Jøss,\n\nfog\nagain.");
    assertThat(said.scene().time()).isEqualTo("13 May 2021");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Fog.\n\n-----Original Message-----\nFrom: Joss\nRain?",
        "Fog.\n\nAm 12.05.2021 um 10:00 schrieb Joss Wren:\n> Regen?",
        "Fog.\n\nLe mer. 12 mai 2021 à 10:00, Joss <j@x.example> a écrit :\n> Pluie ?",
        "Fog.\n\nOn Wednesday, the 12th of May 2021 at ten in the morning,\nJoss Wren wrote:\n> Rain?",
        "Fog.\n\nEl 12 may 2021, Joss escribió:\n\n¿Lluvia?",
        "Fog.\nSent from my iPhone",
        "Fog.\n________________________________\nFrom: Joss\nSent: today",
      })
  void whatIsQuotedIsCut(String body) {
    assertThat(MailText.own(body)).isEqualTo("Fog.");
  }

  @Test
  void linesThatFlowAreOneAgain() throws IOException {
    String letter =
        LETTER
            .replace("charset=utf-8", "charset=utf-8; format=flowed")
            .replace("the oil came.\n", "the oil \ncame, and I \nthank you.\n");
    assertThat(
            collect(file(folder, "c.eml", letter)).verbatim().getFirst().turns().getFirst().text())
        .contains("the oil came, and I thank you.\nIt smells");
  }

  @Test
  void aLetterOfOthersNamesThem() throws IOException {
    String letter =
        LETTER.replace("\"Mara Tollund\" <mara@light.example>", "Mara Tolund <t@x.example>");
    assertThat(why(collect(file(folder, "d.eml", letter))))
        .contains("never speaks in it; those who do: Mara Tolund")
        .contains("Is 'Mara Tolund' the character?");
    assertThat(why(collect(file(folder, "e.eml", "no letter at all")))).contains("holds no letter");
  }

  @Test
  void lettersCutOffAndChangedEndInAReport() throws IOException {
    var random = new Random(5);
    Path good = file(folder, "good.txt", "Mara never learnt to swim.");
    String box =
        "From j@x Thu May 13 14:00:00 2021\n" + LETTER + "\nFrom j@x Thu May 13 2021\n" + LETTER;
    for (int i = 0; i < 300; i++) {
      byte[] bytes = (i % 2 == 0 ? LETTER : box).getBytes(StandardCharsets.UTF_8);
      byte[] broken = i % 3 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
      for (int n = random.nextInt(12); n > 0 && broken.length > 0; n--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
      }
      Collected found = collect(file(folder, i % 2 == 0 ? "x.eml" : "x.mbox", broken), good);
      assertThat(found.reports()).as("%d", i).hasSize(2);
      assertThat(found.passages().getLast().text()).isEqualTo("Mara never learnt to swim.");
    }
  }

  @Test
  void partsWithinPartsWithoutEnd() throws IOException {
    var letter = new StringBuilder(LETTER.substring(0, LETTER.indexOf("Content-Type")));
    for (int i = 0; i < 3_000; i++) {
      letter.append("Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n".formatted(i, i));
    }
    Path good = file(folder, "good.txt", "Mara never learnt to swim.");
    Collected found = collect(file(folder, "deep.eml", letter.toString()), good);
    assertThat(found.reports()).extracting(SourceReport::failed).containsExactly(true, false);
  }

  @Test
  void anAddressIsANameToo() throws IOException {
    String letter = LETTER.replace("\"Mara Tollund\" <mara@light.example>", "mara@light.example");
    assertThat(collect(file(folder, "f.eml", letter)).verbatim()).hasSize(1);
  }
}
