package dev.understudy.profile;

import dev.understudy.profile.Content.About;
import dev.understudy.profile.Content.Section;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import tools.jackson.databind.JsonNode;

/// An article as MediaWiki's API gives it (`action=parse`): its running text under its headings.
/// Lists, tables, boxes, pictures, references and the sections that only hold such are left out.
record WikipediaReader() implements SourceReader {
  private static final String NO_TEXT =
      "table, ul, ol, dl, figure, style, script, math, .mwe-math-element, .infobox, .navbox, .hatnote,"
          + " .thumb, .toc, .reference, .references, .reflist, .mw-editsection, .noprint, .metadata,"
          + " .ambox, .sistersitebox, .shortdescription, .mw-empty-elt, .error, .gallery, .mw-ref,"
          + " [role=note], [role=navigation]";

  /// In the eight languages with most articles on people; in others lists are taken out all the
  /// same, and little remains of such a section.
  private static final Set<String> NO_TEXT_SECTIONS =
      Set.of(
          "references",
          "notes",
          "see also",
          "external links",
          "further reading",
          "bibliography",
          "sources",
          "citations",
          "footnotes",
          "works cited",
          "gallery",
          "notes and references",
          "einzelnachweise",
          "weblinks",
          "literatur",
          "siehe auch",
          "anmerkungen",
          "quellen",
          "références",
          "notes et références",
          "voir aussi",
          "liens externes",
          "bibliographie",
          "annexes",
          "articles connexes",
          "referencias",
          "véase también",
          "enlaces externos",
          "bibliografía",
          "notas",
          "note",
          "voci correlate",
          "collegamenti esterni",
          "altri progetti",
          "bibliografia",
          "referências",
          "ver também",
          "ligações externas",
          "notas e referências",
          "bronnen",
          "externe links",
          "zie ook",
          "literatuur",
          "referenties",
          "przypisy",
          "linki zewnętrzne",
          "zobacz też",
          "примечания",
          "ссылки",
          "литература",
          "см. также",
          "источники");

  @Override
  public String format(Raw raw) {
    return "Wikipedia";
  }

  @Override
  public boolean reads(Raw raw) throws SourceException {
    return raw.json().filter(json -> json.path("parse").has("revid")).isPresent();
  }

  @Override
  public Content read(Raw raw, Names names) throws SourceException {
    JsonNode article = raw.json().orElseThrow().path("parse");
    String title = CleanText.line(article.path("title").asString(""));
    JsonNode text = article.path("text");
    Element root =
        Jsoup.parse(text.isObject() ? text.path("*").asString("") : text.asString("")).body();
    if (article.path("properties").has("disambiguation")) {
      throw severalMeant(title, root);
    }
    root.select(NO_TEXT).remove();
    List<Section> sections = running(HtmlBlocks.of(root));
    if (sections.isEmpty()) {
      throw new SourceException("'" + title + "' has no running text", "");
    }
    String revision = article.path("revid").asString("");
    return new Content.Document(
        about(title, revision, raw.where()),
        sections,
        List.of("revision " + revision, "lists, tables, notes and references left out"));
  }

  private static About about(String title, String revision, String where) {
    return new About(
        title,
        "Wikipedia contributors",
        OptionalInt.empty(),
        version(revision, where) + " (shortened: lists, tables, notes and references left out)",
        Optional.of("CC BY-SA 4.0, Wikipedia contributors"),
        Optional.of(revision));
  }

  /// Where that version can be looked up; an answer saved in a file does not tell the site.
  private static String version(String revision, String where) {
    boolean known = where.startsWith("http") && revision.matches("\\d{1,15}");
    return known
        ? URI.create(where).resolve("/w/index.php?oldid=" + revision).toString()
        : "revision " + CleanText.line(revision);
  }

  /// Without the sections that hold no running text, and those below them.
  private static List<Section> running(List<Section> all) {
    var kept = new ArrayList<Section>();
    int leftOut = Integer.MAX_VALUE;
    for (Section section : all) {
      if (section.level() <= leftOut) {
        boolean wanted = !NO_TEXT_SECTIONS.contains(section.title().toLowerCase(Locale.ROOT));
        leftOut = wanted ? Integer.MAX_VALUE : section.level();
        if (wanted) {
          kept.add(section);
        }
      }
    }
    return kept;
  }

  private static SourceException severalMeant(String title, Element root) {
    String articles =
        StreamSupport.stream(root.select("li a[title]").spliterator(), false)
            .map(link -> "wikipedia:" + CleanText.line(link.attr("title")))
            .distinct()
            .limit(6)
            .collect(Collectors.joining(", "));
    return new SourceException(
        "'" + title + "' may mean several things", "Name one of them: " + articles + ".");
  }
}
