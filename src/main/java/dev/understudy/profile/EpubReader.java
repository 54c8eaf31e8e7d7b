package dev.understudy.profile;

import dev.understudy.profile.Content.About;
import dev.understudy.profile.Content.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/// An electronic book: its chapters in the order in which they are read.
record EpubReader() implements SourceReader {
  private static final String CONTAINER = "META-INF/container.xml";
  private static final String NO_TEXT = "script, style, svg, math, nav, table, figure, sup, aside";
  private static final Pattern YEAR = Pattern.compile("\\d{4}");

  @Override
  public String format(Raw raw) {
    return "EPUB";
  }

  @Override
  public boolean reads(Raw raw) throws SourceException {
    return raw.isZip() && raw.zip().has(CONTAINER);
  }

  @Override
  public Content read(Raw raw, Names names) throws SourceException {
    Zip zip = raw.zip();
    if (isLocked(zip)) {
      throw new SourceException("is locked by its seller (DRM)", "Get a copy without the lock.");
    }
    String path =
        Xml.in(zip, CONTAINER).map(xml -> xml.select("rootfile").attr("full-path")).orElse("");
    Document book = Xml.in(zip, path).orElseThrow(() -> broken("no list of its parts"));
    String folder = path.substring(0, path.lastIndexOf('/') + 1);
    var sections = new ArrayList<Section>();
    for (String chapter : chapters(book, folder)) {
      zip.entry(chapter).ifPresent(bytes -> sections.addAll(sections(bytes)));
    }
    if (sections.isEmpty()) {
      throw new SourceException("is a book without text", "Its pages may be pictures.");
    }
    return new Content.Document(about(book, raw.title()), sections, List.of());
  }

  /// Many books hide the shapes of their letters only: that does no harm.
  private static boolean isLocked(Zip zip) throws SourceException {
    return Xml.in(zip, "META-INF/encryption.xml").stream()
        .flatMap(xml -> xml.getAllElements().stream())
        .filter(element -> element.tagName().endsWith("CipherReference"))
        .anyMatch(element -> element.attr("URI").matches("(?i).*\\.x?html?"));
  }

  private static SourceException broken(String what) {
    return new SourceException("is a broken EPUB: it has " + what, "Get it again.");
  }

  private static List<String> chapters(Document book, String folder) {
    Map<String, String> paths = new HashMap<>();
    for (Element item : book.select("item[href]")) {
      if (!item.attr("properties").contains("nav")) {
        paths.put(item.id(), Xml.resolved(folder, item.attr("href")));
      }
    }
    return book.select("itemref:not([linear=no])").stream()
        .map(reference -> paths.getOrDefault(reference.attr("idref"), ""))
        .filter(path -> !path.isEmpty())
        .distinct()
        .toList();
  }

  private static List<Section> sections(byte[] bytes) {
    try {
      Element body = Jsoup.parse(Encoding.decode(bytes, Optional.empty()).text()).body();
      body.select(NO_TEXT).remove();
      return HtmlBlocks.of(body);
    } catch (SourceException _) {
      return List.of(); // one chapter that is no text: the others are
    }
  }

  private static About about(Document book, String otherwise) {
    String title = Xml.text(book, "dc:title");
    String licence = Xml.text(book, "dc:rights");
    Matcher year = YEAR.matcher(Xml.text(book, "dc:date"));
    return new About(
        title.isEmpty() ? otherwise : title,
        Xml.text(book, "dc:creator"),
        year.find() ? OptionalInt.of(Integer.parseInt(year.group())) : OptionalInt.empty(),
        "",
        licence.isEmpty() ? Optional.empty() : Optional.of(licence),
        Optional.empty());
  }
}
