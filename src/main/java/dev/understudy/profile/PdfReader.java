package dev.understudy.profile;

import dev.understudy.profile.Content.About;
import dev.understudy.profile.Content.Section;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;

/// A PDF with text in it, page by page.
record PdfReader() implements SourceReader {
  @Override
  public String format(Raw raw) {
    return "PDF";
  }

  @Override
  public boolean reads(Raw raw) {
    return raw.head().contains("%PDF-");
  }

  @Override
  public Content read(Raw raw, Names names) throws SourceException {
    try (PDDocument pdf = Loader.loadPDF(raw.bytes())) {
      List<String> pages = pages(pdf, raw.limits());
      List<String> paragraphs = Paragraphs.of(PageFrames.without(pages));
      if (paragraphs.isEmpty()) {
        throw new SourceException(
            "is a PDF without text: its pages are pictures",
            "Put it through a program for OCR first.");
      }
      var whole = new Section("", 0, paragraphs);
      return new Content.Document(
          about(pdf, raw.title()), List.of(whole), List.of(pages.size() + " pages"));
    } catch (InvalidPasswordException e) {
      throw new SourceException("is locked with a password", "Unlock it, and give it again.");
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw SourceException.damaged(e);
    }
  }

  private static About about(PDDocument pdf, String otherwise) {
    PDDocumentInformation said = pdf.getDocumentInformation();
    String title = line(said.getTitle());
    return About.titled(title.isEmpty() ? otherwise : title).by(line(said.getAuthor()));
  }

  private static String line(@org.jspecify.annotations.Nullable String said) {
    return CleanText.line(Optional.ofNullable(said).orElse(""));
  }

  /// As many as hold the words that will be taken.
  private static List<String> pages(PDDocument pdf, Limits limits) throws IOException {
    var stripper = new PDFTextStripper();
    stripper.setLineSeparator("\n");
    stripper.setParagraphStart("\n");
    stripper.setSuppressDuplicateOverlappingText(true);
    var pages = new ArrayList<String>();
    long words = 0;
    for (int i = 1; i <= pdf.getNumberOfPages() && words <= limits.words(); i++) {
      stripper.setStartPage(i);
      stripper.setEndPage(i);
      pages.add(stripper.getText(pdf).strip());
      words += WordCount.of(pages.getLast());
    }
    return pages;
  }
}
