package dev.understudy.profile;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/// XML inside archives. The parser knows no entities but the five of XML, so that none can be made
/// to fetch a file or to grow without end.
final class Xml {
  private Xml() {}

  static Optional<Document> in(Zip zip, String name) throws SourceException {
    Optional<byte[]> bytes = zip.entry(name);
    return bytes.isEmpty() ? Optional.empty() : Optional.of(parsed(bytes.get()));
  }

  private static Document parsed(byte[] bytes) throws SourceException {
    try {
      return Jsoup.parse(new ByteArrayInputStream(bytes), null, "", Parser.xmlParser());
    } catch (IOException e) {
      throw SourceException.damaged(e);
    }
  }

  /// The text of the first element with this name, prefix and all; empty when there is none.
  static String text(Document xml, String name) {
    for (Element element : xml.getAllElements()) {
      if (element.tagName().equalsIgnoreCase(name)) {
        return CleanText.line(element.text());
      }
    }
    return "";
  }

  /// A path in an archive as a file in `folder` names it.
  static String resolved(String folder, String href) {
    var parts = new ArrayDeque<String>();
    for (String part : (folder + decoded(href.replaceFirst("[#?].*", ""))).split("/")) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return String.join("/", parts);
  }

  private static String decoded(String href) {
    try {
      return URLDecoder.decode(href.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return href;
    }
  }
}
