package dev.understudy.profile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

/// Makes small documents.
final class Samples {
  private Samples() {}

  /// One page for each text, a line for each line.
  static byte[] pdf(String password, String... pages) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var pdf = new PDDocument()) {
      for (String text : pages) {
        var page = new PDPage();
        pdf.addPage(page);
        if (!text.isEmpty()) {
          write(pdf, page, text);
        }
      }
      if (!password.isEmpty()) {
        pdf.protect(new StandardProtectionPolicy(password, password, new AccessPermission()));
      }
      pdf.save(bytes);
    }
    return bytes.toByteArray();
  }

  private static void write(PDDocument pdf, PDPage page, String text) throws IOException {
    try (var content = new PDPageContentStream(pdf, page)) {
      content.beginText();
      content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 11);
      content.setLeading(14);
      content.newLineAtOffset(60, 740);
      for (String line : text.split("\n")) {
        content.showText(line);
        content.newLine();
      }
      content.endText();
    }
  }

  static byte[] docx(String body) throws IOException {
    return Zips.of(
        "[Content_Types].xml",
        "<Types/>",
        "word/document.xml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"w\"><w:body>%s</w:body></w:document>"
            .formatted(body),
        "docProps/core.xml",
        "<cp:coreProperties><dc:title>On the rock</dc:title><dc:creator>A. Writer</dc:creator></cp:coreProperties>");
  }

  static byte[] epub(String... chapters) throws IOException {
    var entries = new java.util.ArrayList<Object>();
    var items = new StringBuilder();
    var order = new StringBuilder();
    entries.add("mimetype");
    entries.add("application/epub+zip");
    entries.add("META-INF/container.xml");
    entries.add(
        "<container><rootfiles><rootfile full-path=\"OEBPS/book.opf\"/></rootfiles></container>");
    for (int i = chapters.length - 1; i >= 0; i--) {
      entries.add("OEBPS/text/c%d.xhtml".formatted(i));
      entries.add("<html><head><title>t</title></head><body>" + chapters[i] + "</body></html>");
      items.append("<item id=\"c%d\" href=\"text/c%d.xhtml\"/>".formatted(i, i));
      order.insert(0, "<itemref idref=\"c%d\"/>".formatted(i));
    }
    entries.add("OEBPS/book.opf");
    entries.add(
        ("<package><metadata><dc:title>Rock and light</dc:title><dc:creator>A. Writer</dc:creator>"
                + "<dc:date>1911-02-01</dc:date></metadata><manifest>%s</manifest><spine>%s</spine></package>")
            .formatted(items, order));
    return Zips.of(entries.toArray());
  }
}
