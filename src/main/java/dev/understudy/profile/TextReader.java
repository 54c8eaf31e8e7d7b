package dev.understudy.profile;

import dev.understudy.profile.Content.About;
import dev.understudy.profile.Content.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Markdown, and plain text: paragraphs parted by blank lines, under headings where there are any.
record TextReader() implements SourceReader {
  private static final Pattern FRONT =
      Pattern.compile("\\A---\\n.*?\\n(?:---|\\.\\.\\.)\\n", Pattern.DOTALL);
  private static final Pattern HEADING = Pattern.compile("(#{1,6}) +(.*?)(?: +#+)?");
  private static final Pattern ITEM = Pattern.compile("(?:[-*+]|\\d+[.)]) +");

  @Override
  public String format(Raw raw) {
    return isMarkdown(raw) ? "Markdown" : "text";
  }

  @Override
  public boolean reads(Raw raw) throws SourceException {
    return !raw.text().isBlank();
  }

  @Override
  public Content read(Raw raw, Names names) throws SourceException {
    String text = FRONT.matcher(CleanText.of(raw.text())).replaceFirst("");
    List<Section> sections =
        isMarkdown(raw) ? sections(text) : List.of(new Section("", 0, paragraphs(text)));
    List<Section> told = sections.stream().filter(s -> !s.paragraphs().isEmpty()).toList();
    if (told.isEmpty()) {
      throw new SourceException("holds no text", "");
    }
    String note = raw.decoded().note();
    return new Content.Document(
        About.titled(title(sections, raw)), told, note.isEmpty() ? List.of() : List.of(note));
  }

  private static boolean isMarkdown(Raw raw) {
    return raw.ends("md", "markdown");
  }

  /// That of the only heading of the first rank, else the file's name.
  private static String title(List<Section> sections, Raw raw) {
    List<Section> first = sections.stream().filter(s -> s.level() == 1).toList();
    return first.size() == 1 ? first.getFirst().title() : raw.title();
  }

  private static List<Section> sections(String text) {
    var sections = new ArrayList<Section>();
    var lines = new StringBuilder();
    String title = "";
    int level = 0;
    for (String line : text.split("\n", -1)) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        sections.add(new Section(title, level, paragraphs(lines.toString())));
        lines.setLength(0);
        title = plain(heading.group(2));
        level = heading.group(1).length();
      } else {
        lines.append(ITEM.matcher(line).lookingAt() ? "\n" : "").append(line).append('\n');
      }
    }
    sections.add(new Section(title, level, paragraphs(lines.toString())));
    return sections;
  }

  private static List<String> paragraphs(String text) {
    return Arrays.stream(text.split("\n\\s*\n"))
        .map(paragraph -> plain(paragraph.replace('\n', ' ')).strip())
        .filter(paragraph -> !paragraph.isEmpty())
        .toList();
  }

  /// Without the marks of emphasis, links and items.
  private static String plain(String markdown) {
    return markdown
        .replaceAll("!\\[[^]]*]\\([^)]*\\)", "")
        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
        .replaceAll("(\\*\\*|__|`)(.+?)\\1", "$2")
        .replaceAll("(?<![\\p{L}\\p{N}*])\\*(?=\\S)(.+?)(?<=\\S)\\*(?![\\p{L}\\p{N}*])", "$1")
        .replaceFirst("^\\s*(?:[-*+]|\\d+[.)]|>) +", "")
        .replaceAll(" {2,}", " ");
  }
}
