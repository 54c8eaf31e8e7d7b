package dev.understudy.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What the writer of a letter wrote themselves: without quoted lines, the line that introduces
/// them, and the signature.
final class MailText {
  private static final Pattern INTRODUCES =
      Pattern.compile(
          "(?i)^(?:(?:on|am|le|el|il|den|op|em) .{4,200}|.{4,200}) (?:wrote|schrieb|a écrit|escribió|ha scritto|skrev|schreef|escreveu)"
              + "[^:]{0,80}:\\s*$");
  private static final Pattern BEGINS_OLD =
      Pattern.compile(
          "(?i)^\\s*(?:-{2,}\\s*(?:original message|ursprüngliche nachricht|forwarded message|weitergeleitete nachricht"
              + "|message d'origine|mensaje original|messaggio originale)\\s*-{2,}|_{20,}|begin forwarded message:"
              + "|anfang der weitergeleiteten nachricht:)\\s*$");
  private static final Pattern SIGNATURE = Pattern.compile("^-- ?$");
  private static final Pattern DEVICE =
      Pattern.compile(
          "(?i)^(?:sent from my .{2,40}|von meinem .{2,40} gesendet|envoyé de mon .{2,40}|enviado desde mi .{2,40}"
              + "|inviato da .{2,40}|get outlook for .{2,20})$");

  private MailText() {}

  static String own(String text) {
    List<String> lines = CleanText.of(text).lines().toList();
    var own = new ArrayList<String>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int introduction = introduction(lines, i);
      if (SIGNATURE.matcher(line).matches() || BEGINS_OLD.matcher(line).matches()) {
        break;
      }
      if (introduction > 0 && !quotesFollow(lines, i + introduction)) {
        break;
      }
      if (introduction > 0) {
        i += introduction - 1;
      } else if (!line.startsWith(">") && !DEVICE.matcher(line).matches()) {
        own.add(line);
      }
    }
    return CleanText.of(String.join("\n", own));
  }

  /// How many lines introduce a quotation here: programs break that line once when it is long.
  private static int introduction(List<String> lines, int at) {
    String line = lines.get(at);
    if (line.length() < 300 && INTRODUCES.matcher(line).matches()) {
      return 1;
    }
    boolean broken =
        at + 1 < lines.size()
            && line.length() > 30
            && line.length() + lines.get(at + 1).length() < 300
            && line.matches("(?i)^(?:on|am|le|el|il|den|op|em) .*\\d.*")
            && INTRODUCES.matcher(line + " " + lines.get(at + 1)).matches();
    return broken ? 2 : 0;
  }

  private static boolean quotesFollow(List<String> lines, int from) {
    return lines.stream()
        .skip(from)
        .filter(line -> !line.isBlank())
        .findFirst()
        .filter(line -> line.startsWith(">"))
        .isPresent();
  }
}
