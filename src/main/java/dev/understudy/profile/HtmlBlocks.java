package dev.understudy.profile;

import dev.understudy.profile.Content.Section;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/// The paragraphs below an element of a page, under their headings. What is mostly links and short
/// is a way through the site and no text.
final class HtmlBlocks implements NodeVisitor {
  private static final int SHORT = 25;

  private final List<Section> sections = new ArrayList<>();
  private final List<String> paragraphs = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private String title = "";
  private int level;
  private int links;
  private int linked;

  private HtmlBlocks() {}

  static List<Section> of(Element root) {
    var blocks = new HtmlBlocks();
    root.traverse(blocks);
    blocks.endSection();
    return blocks.sections;
  }

  @Override
  public void head(Node node, int depth) {
    if (node instanceof TextNode part) {
      text.append(part.getWholeText());
      linked += links > 0 ? part.getWholeText().length() : 0;
    } else if (node instanceof Element element) {
      switch (element.normalName()) {
        case "br" -> text.append(brokenTwice(element) ? "\n\n" : "\n");
        case "a" -> links++;
        default -> endIfBlock(element);
      }
    }
  }

  @Override
  public void tail(Node node, int depth) {
    if (!(node instanceof Element element)) {
      return;
    }
    int heading = headingLevel(element);
    if (heading > 0) {
      String found = CleanText.line(text.toString());
      clear();
      endSection();
      title = found;
      level = heading;
    } else if (element.normalName().equals("a")) {
      links--;
    } else {
      endIfBlock(element);
    }
  }

  static int headingLevel(Element element) {
    String name = element.normalName();
    return name.length() == 2
            && name.charAt(0) == 'h'
            && name.charAt(1) >= '1'
            && name.charAt(1) <= '6'
        ? name.charAt(1) - '0'
        : 0;
  }

  private void endIfBlock(Element element) {
    if (element.isBlock() || element.normalName().equals("td")) {
      endParagraph();
    }
  }

  private static boolean brokenTwice(Element br) {
    Element before = br.previousElementSibling();
    if (before == null || !before.normalName().equals("br")) {
      return false;
    }
    Node between = before.nextSibling();
    return br.equals(between) || between instanceof TextNode blank && blank.isBlank();
  }

  private void endParagraph() {
    boolean navigation = linked * 2 > text.length();
    for (String part : text.toString().split("\n\\s*\n")) {
      String line = CleanText.line(part);
      if (!line.isEmpty() && !(navigation && WordCount.of(line) < SHORT)) {
        paragraphs.add(line);
      }
    }
    clear();
  }

  private void endSection() {
    endParagraph();
    if (!paragraphs.isEmpty()) {
      sections.add(new Section(title, level, paragraphs));
      paragraphs.clear();
    }
  }

  private void clear() {
    text.setLength(0);
    linked = 0;
  }
}
