package dev.understudy.profile;

import dev.understudy.profile.Content.About;
import dev.understudy.profile.Content.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/// A document of Word: its paragraphs under its headings, without footnotes, comments and what was
/// struck out.
record DocxReader() implements SourceReader {
  private static final String BODY = "word/document.xml";

  /// Word writes the names of its styles in its user's language.
  private static final Pattern HEADING =
      Pattern.compile(
          "(?i)(?:heading|berschrift|überschrift|titre|t[ií]tulo|titolo|kop|nagłówek)\\s?([1-6])");

  @Override
  public String format(Raw raw) {
    return "DOCX";
  }

  @Override
  public boolean reads(Raw raw) throws SourceException {
    return raw.isZip() && raw.zip().has(BODY);
  }

  @Override
  public Content read(Raw raw, Names names) throws SourceException {
    Document xml = Xml.in(raw.zip(), BODY).orElseThrow();
    var sections = new ArrayList<Section>();
    var paragraphs = new ArrayList<String>();
    String title = "";
    int level = 0;
    for (Element paragraph : elements(xml, "w:p")) {
      String text = CleanText.line(text(paragraph));
      int heading = heading(paragraph);
      if (heading > 0 && !text.isEmpty()) {
        add(sections, title, level, paragraphs);
        title = text;
        level = heading;
      } else if (!text.isEmpty()) {
        paragraphs.add(text);
      }
    }
    add(sections, title, level, paragraphs);
    if (sections.isEmpty()) {
      throw new SourceException("is a document without text", "");
    }
    return new Content.Document(about(raw), sections, List.of());
  }

  private static void add(List<Section> all, String title, int level, List<String> paragraphs) {
    if (!paragraphs.isEmpty()) {
      all.add(new Section(title, level, paragraphs));
      paragraphs.clear();
    }
  }

  private static List<Element> elements(Element in, String name) {
    return in.getAllElements().stream().filter(e -> e.tagName().equals(name)).toList();
  }

  private static int heading(Element paragraph) {
    return elements(paragraph, "w:pStyle").stream()
        .map(style -> HEADING.matcher(style.attr("w:val")))
        .filter(Matcher::find)
        .mapToInt(found -> Integer.parseInt(found.group(1)))
        .findFirst()
        .orElse(0);
  }

  /// Text boxes are written twice, for new programs and for old ones, and hold paragraphs of their
  /// own, which come by themselves.
  private static String text(Element paragraph) {
    var text = new StringBuilder();
    for (Element part : paragraph.getAllElements()) {
      switch (part.tagName()) {
        case "w:t" -> text.append(isOwn(part, paragraph) ? part.wholeText() : "");
        case "w:tab", "w:br", "w:cr" -> text.append(' ');
        default -> {}
      }
    }
    return text.toString();
  }

  private static boolean isOwn(Element part, Element paragraph) {
    for (Element up = part.parent(); up != null; up = up.parent()) {
      if (up.tagName().equals("mc:Fallback")) {
        return false;
      }
      if (up.tagName().equals("w:p")) {
        return up.equals(paragraph);
      }
    }
    return false;
  }

  private static About about(Raw raw) throws SourceException {
    Optional<Document> core = Xml.in(raw.zip(), "docProps/core.xml");
    String title = core.map(xml -> Xml.text(xml, "dc:title")).orElse("");
    return About.titled(title.isEmpty() ? raw.title() : title)
        .by(core.map(xml -> Xml.text(xml, "dc:creator")).orElse(""));
  }
}
