package dev.understudy.profile;

import static dev.understudy.profile.Notes.collect;
import static dev.understudy.profile.Notes.file;
import static dev.understudy.profile.Notes.sentences;
import static dev.understudy.profile.Notes.why;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.person.Passage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// PDF, EPUB and DOCX.
class DocumentsTest {
  @TempDir private Path folder;

  @Test
  void aPdfGivesItsTextWithoutTheFrameOfItsPages() throws IOException {
    byte[] pdf =
        Samples.pdf(
            "",
            "The Keeper 1\nMara lit the lamp of Tern Rock and then she went\nMy page",
            "The Keeper 2\ndown to the boat.\nMy page",
            "The Keeper 3\nThe sea was calm.\nMy page");

    Collected found = collect(file(folder, "keeper.pdf", pdf));

    assertThat(found.passages())
        .extracting(Passage::text)
        .containsExactly(
            "Mara lit the lamp of Tern Rock and then she went down to the boat.\n\nThe sea was calm.");
    assertThat(found.reports().getFirst().toString()).contains("(PDF): 1 passages; 3 pages");
  }

  @Test
  void aPdfThatIsLockedOrOfPicturesOrCutOff() throws IOException {
    byte[] whole = Samples.pdf("", sentences(3));

    assertThat(why(collect(file(folder, "1.pdf", Samples.pdf("secret", sentences(3))))))
        .contains("is locked with a password");
    assertThat(why(collect(file(folder, "2.pdf", Samples.pdf("", "", "")))))
        .contains("is a PDF without text");
    assertThat(why(collect(file(folder, "3.pdf", java.util.Arrays.copyOf(whole, 200)))))
        .containsAnyOf("is damaged or cut off", "without text");
  }

  @Test
  void aBookGivesItsChaptersInTheirOrder() throws IOException {
    byte[] epub =
        Samples.epub(
            "<h1>The rock</h1><p>"
                + sentences(10)
                + "<sup>1</sup></p><table><tr><td>x</td></tr></table>",
            "<h1>The lamp</h1><p>" + sentences(12).replace("night", "winter") + "</p>");

    Collected found = collect(file(folder, "book.epub", epub));

    assertThat(found.passages())
        .extracting(Passage::title)
        .containsExactly("Rock and light: The rock", "Rock and light: The lamp");
    assertThat(found.passages().getFirst().text()).isEqualTo(sentences(10));
    assertThat(found.passages().getFirst().sources().getFirst().year()).isEqualTo(1911);
    assertThat(found.passages().getFirst().sources().getFirst().author()).isEqualTo("A. Writer");
  }

  @Test
  void aLockedOrBrokenBook() throws IOException {
    byte[] locked =
        Zips.of(
            "META-INF/container.xml",
            "<container/>",
            "META-INF/encryption.xml",
            "<e><enc:CipherReference URI=\"a.xhtml\"/></e>");

    assertThat(why(collect(file(folder, "1.epub", locked)))).contains("is locked by its seller");
    assertThat(
            why(collect(file(folder, "2.epub", Zips.of("META-INF/container.xml", "<container/>")))))
        .contains("is a broken EPUB");
  }

  @Test
  void aWordDocumentGivesItsParagraphsUnderItsHeadings() throws IOException {
    byte[] docx =
        Samples.docx(
            "<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t>Youth</w:t></w:r></w:p>"
                + "<w:p><w:r><w:t xml:space=\"preserve\">Mara was </w:t></w:r><w:del><w:r><w:delText>not </w:delText></w:r></w:del>"
                + "<w:r><w:t>born</w:t><w:tab/><w:t>on a rock &amp; stayed.</w:t></w:r></w:p>");

    Collected found = collect(file(folder, "rock.docx", docx));

    Passage passage = found.passages().getFirst();
    assertThat(passage.text()).isEqualTo("Mara was born on a rock & stayed.");
    assertThat(passage.title()).isEqualTo("On the rock: Youth");
    assertThat(passage.sources().getFirst().author()).isEqualTo("A. Writer");
  }

  @Test
  void bombsInDocumentsAreNotUnpacked() throws IOException {
    byte[] bomb = Zips.of("word/document.xml", new byte[60 << 20]);

    assertThat(why(collect(file(folder, "bomb.docx", bomb))))
        .contains("made to fill a computer's memory");
  }
}
