package dev.understudy.profile;

import dev.understudy.profile.Content.About;
import dev.understudy.profile.Content.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Markdown without its marks. Front matter, tables, code, pictures and footnotes are left out; the
/// items of lists are kept as paragraphs, for notes on a person often are lists.
final class Markdown {
  private static final Pattern FRONT_MATTER =
      Pattern.compile(
          "\\A\uFEFF?---[ \t]*\n(?:(.*?)\n)?(?:---|\\.\\.\\.)[ \t]*(?:\n|\\z)", Pattern.DOTALL);
  private static final Pattern TITLE =
      Pattern.compile("(?m)^title:[ \t]*[\"']?(.{1,300}?)[\"']?[ \t]*$");
  private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
  private static final Pattern HEADING = Pattern.compile("(#{1,6})[ \t]+(.*)");
  private static final Pattern UNDERLINE = Pattern.compile("(=+|-{2,})[ \t]*");
  private static final Pattern RULE = Pattern.compile("[ \t]*[-*_][-*_ \t]{2,}");
  private static final Pattern ITEM = Pattern.compile("[ \t]*(?:[-*+]|\\d{1,3}[.)])[ \t]+(.*)");
  private static final Pattern FENCE = Pattern.compile("[ \t]{0,3}(```|~~~).*");
  private static final Pattern FOOTNOTE = Pattern.compile("\\[\\^[^\\]]{1,40}\\]:.*");

  private final List<Section> sections = new ArrayList<>();
  private final List<String> paragraphs = new ArrayList<>();
  private final StringBuilder paragraph = new StringBuilder();
  private String title = "";
  private int level;

  private Markdown() {}

  static Content.Document read(String text, String otherwise, List<String> notes) {
    Matcher front = FRONT_MATTER.matcher(text);
    boolean framed = front.find();
    String body = framed ? text.substring(front.end()) : text;
    var markdown = new Markdown();
    markdown.lines(COMMENT.matcher(body).replaceAll("").lines().toList());
    String title = framed && front.group(1) != null ? titled(front.group(1), otherwise) : otherwise;
    return new Content.Document(About.titled(title), markdown.sections, notes);
  }

  private static String titled(String front, String otherwise) {
    Matcher title = TITLE.matcher(front);
    String found = title.find() ? CleanText.line(title.group(1)) : "";
    return found.isEmpty() ? otherwise : found;
  }

  private void lines(List<String> lines) {
    boolean code = false;
    for (String line : lines) {
      if (FENCE.matcher(line).matches()) {
        code = !code;
        endParagraph();
      } else if (!code) {
        line(line);
      }
    }
    endSection();
  }

  private void line(String line) {
    Matcher heading = HEADING.matcher(line);
    Matcher item = ITEM.matcher(line);
    if (heading.matches()) {
      begin(heading.group(2), heading.group(1).length());
    } else if (!paragraph.isEmpty() && UNDERLINE.matcher(line).matches()) {
      String over = paragraph.toString();
      paragraph.setLength(0);
      begin(over, line.charAt(0) == '=' ? 1 : 2);
    } else if (line.isBlank() || RULE.matcher(line).matches() || isLeftOut(line)) {
      endParagraph();
    } else if (item.matches()) {
      endParagraph();
      paragraph.append(item.group(1));
    } else {
      paragraph
          .append(paragraph.isEmpty() ? "" : " ")
          .append(line.replaceFirst("^[ \t]*(>[ \t]?)+", ""));
    }
  }

  private static boolean isLeftOut(String line) {
    return line.stripLeading().startsWith("|") || FOOTNOTE.matcher(line).matches();
  }

  private void begin(String heading, int depth) {
    endSection();
    title = plain(withoutMarks(heading));
    level = depth;
  }

  private static String withoutMarks(String heading) {
    int end = heading.length();
    while (end > 0 && " \t#".indexOf(heading.charAt(end - 1)) >= 0) {
      end--;
    }
    return heading.substring(0, end);
  }

  private void endSection() {
    endParagraph();
    if (!paragraphs.isEmpty()) {
      sections.add(new Section(title, level, paragraphs));
      paragraphs.clear();
    }
  }

  private void endParagraph() {
    String text = plain(paragraph.toString());
    if (!text.isEmpty()) {
      paragraphs.add(text);
    }
    paragraph.setLength(0);
  }

  private static String plain(String marked) {
    return CleanText.line(
        marked
            .replaceAll("!\\[[^\\]]{0,500}\\]\\([^)]{0,2000}\\)", "")
            .replaceAll("\\[\\^[^\\]]{1,40}\\]", "")
            .replaceAll("\\[([^\\]\\[]{1,500})\\](?:\\([^)]{0,2000}\\)|\\[[^\\]]{0,100}\\])", "$1")
            .replaceAll("<((?:https?|mailto):[^>\\s]{1,500})>", "$1")
            .replaceAll("</?[a-zA-Z][^<>]{0,500}>", "")
            .replaceAll(
                "(?<![\\p{L}\\p{N}\\\\])([*_]{1,3})(?=\\S)([^*_\n]{1,2000}?)(?<=\\S)\\1(?![\\p{L}\\p{N}])",
                "$2")
            .replaceAll("`([^`]{1,500})`", "$1")
            .replaceAll("\\\\([\\\\`*_{}\\[\\]()#+.!>-])", "$1"));
  }
}
