package dev.understudy.profile;

import dev.understudy.profile.Content.About;
import dev.understudy.profile.Content.Section;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/// A page of the web, or a file of it: its main text.
record HtmlReader() implements SourceReader {
  private static final Pattern TAGS =
      Pattern.compile("(?is)<(!doctype\\s+html|html|head|body|article|main|div|p)\\b[^>]*>");
  private static final Pattern YEAR = Pattern.compile("\\d{4}");

  @Override
  public String format(Raw raw) {
    return "web page";
  }

  @Override
  public boolean reads(Raw raw) throws SourceException {
    if (raw.ends("md", "markdown", "txt")) {
      return false;
    }
    String text = raw.text();
    String head = text.substring(0, Math.min(4096, text.length()));
    return TAGS.matcher(head).find()
        && (head.stripLeading().startsWith("<") || raw.ends("html", "htm"));
  }

  @Override
  public Content read(Raw raw, Names names) throws SourceException {
    Document page = Jsoup.parse(raw.text());
    About about = about(page, raw.title());
    List<Section> sections = HtmlBlocks.of(MainText.of(page));
    if (sections.isEmpty()) {
      throw new SourceException(
          "is a page without text",
          "It may show its text only to a browser: save it from there, and give the file.");
    }
    String note = raw.decoded().note();
    return new Content.Document(about, sections, note.isEmpty() ? List.of() : List.of(note));
  }

  private static About about(Document page, String otherwise) {
    String title =
        meta(page, "og:title")
            .or(() -> some(page.title()))
            .or(() -> heading(page))
            .orElse(otherwise);
    return new About(
        title,
        meta(page, "author").orElse(""),
        year(meta(page, "article:published_time").or(() -> meta(page, "date")).orElse("")),
        "",
        licence(page),
        Optional.empty());
  }

  private static Optional<String> meta(Document page, String name) {
    Element found = page.selectFirst("meta[property=%s], meta[name=%s]".formatted(name, name));
    return found == null ? Optional.empty() : some(found.attr("content"));
  }

  private static Optional<String> heading(Document page) {
    Element found = page.selectFirst("h1");
    return found == null ? Optional.empty() : some(found.text());
  }

  private static Optional<String> licence(Document page) {
    Element found = page.selectFirst("a[rel~=(?i)\\blicense\\b], link[rel~=(?i)\\blicense\\b]");
    return found == null ? Optional.empty() : some(found.attr("href"));
  }

  private static OptionalInt year(String date) {
    return YEAR.matcher(date)
        .results()
        .map(MatchResult::group)
        .mapToInt(Integer::parseInt)
        .findFirst();
  }

  private static Optional<String> some(String text) {
    String line = CleanText.line(text);
    return line.isEmpty() ? Optional.empty() : Optional.of(line);
  }
}
