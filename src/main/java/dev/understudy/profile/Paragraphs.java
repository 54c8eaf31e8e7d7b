package dev.understudy.profile;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The paragraphs of plain text: parted by blank lines. Lines that were broken to fit a page are
/// joined; lines longer than a page is wide are paragraphs themselves.
final class Paragraphs {
  private static final int PAGE = 110;
  private static final Pattern BLANK = Pattern.compile("\n[ \t\f]*\n");
  private static final Pattern DIVIDED = Pattern.compile("(?<=\\p{L}{2})-\n(?=\\p{Ll})");

  private Paragraphs() {}

  static List<String> of(String text) {
    return BLANK
        .splitAsStream(text.replace('\f', '\n'))
        .flatMap(Paragraphs::lines)
        .map(CleanText::line)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static Stream<String> lines(String block) {
    boolean wide = block.lines().anyMatch(line -> line.length() > PAGE);
    return wide ? block.lines() : Stream.of(DIVIDED.matcher(block).replaceAll(""));
  }
}
