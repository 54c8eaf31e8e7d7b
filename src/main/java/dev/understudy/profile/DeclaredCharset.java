package dev.understudy.profile;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The encoding that a page or an XML file says of itself in its first lines.
final class DeclaredCharset {
  private static final Pattern SAID =
      Pattern.compile(
          "<(?:meta\\b[^>]{0,200}\\bcharset|\\?xml\\b[^>]{0,100}\\bencoding)\\s*=\\s*[\"']?([\\w.:-]{2,40})",
          Pattern.CASE_INSENSITIVE);

  private DeclaredCharset() {}

  static Optional<String> in(String head) {
    return SAID.matcher(head).results().map((MatchResult found) -> found.group(1)).findFirst();
  }
}
