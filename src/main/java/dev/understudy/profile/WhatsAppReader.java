package dev.understudy.profile;

import dev.understudy.profile.Content.About;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A chat that WhatsApp exported, as Android and iPhones write it, in any language whose dates are
/// numbers. Lines without a date go on with the message before. What WhatsApp itself says (somebody
/// joined, a picture was left out, a message was deleted) is left out.
record WhatsAppReader() implements SourceReader {
  private static final Pattern LINE =
      Pattern.compile(
          "\\[?(\\d{1,4})([./-])(\\d{1,2})[./-] ?(\\d{1,4})\\.?,? (?:\\p{L}{1,3} )?"
              + "(\\d{1,2})[:.](\\d{2})(?:[:.]\\d{2})?(?: ?([apAP])\\.? ?[mM]\\.?)?(?:\\] ?| [-–] )(.*)");
  private static final Pattern SAID = Pattern.compile("([^:]{1,80}): ?(.*)", Pattern.DOTALL);
  private static final Pattern SPACES = Pattern.compile("[\u00A0\u202F\u2009]");
  private static final Pattern DIRECTIONS =
      Pattern.compile("^[\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]+");
  private static final Pattern MEDIA =
      Pattern.compile("<[^<>\n]{3,60}>|[^\\s\n]{1,120}\\.\\w{2,5} \\([^()\n]{4,60}\\)");
  private static final Pattern EDITED = Pattern.compile("\\s*\u200E<[^<>\n]{4,80}>\\s*$");
  private static final Set<String> DELETED =
      Set.of(
          "null",
          "this message was deleted",
          "you deleted this message",
          "diese nachricht wurde gelöscht",
          "du hast diese nachricht gelöscht",
          "ce message a été supprimé",
          "vous avez supprimé ce message",
          "se eliminó este mensaje",
          "eliminaste este mensaje",
          "este mensaje fue eliminado",
          "questo messaggio è stato eliminato",
          "hai eliminato questo messaggio",
          "mensagem apagada",
          "esta mensagem foi apagada",
          "dit bericht is verwijderd",
          "je hebt dit bericht verwijderd");

  private record Line(WrittenDate date, StringBuilder rest) {}

  @Override
  public String format(Raw raw) {
    return "WhatsApp chat";
  }

  @Override
  public boolean reads(Raw raw) throws SourceException {
    return !raw.ends("md", "markdown", "html", "htm")
        && raw.text()
            .lines()
            .map(WhatsAppReader::plain)
            .filter(line -> !line.isBlank())
            .findFirst()
            .filter(line -> LINE.matcher(line).matches())
            .isPresent();
  }

  @Override
  public Content read(Raw raw, Names names) throws SourceException {
    List<Line> lines = lines(raw.text());
    WrittenDate.Order order = WrittenDate.order(lines.stream().map(Line::date).toList());
    var messages = new ArrayList<Message>();
    for (Line line : lines) {
      Matcher said = SAID.matcher(line.rest());
      if (said.matches()) {
        String text = EDITED.matcher(said.group(2)).replaceFirst("");
        if (!isWhatsAppsOwn(text)) {
          String sender = DIRECTIONS.matcher(said.group(1)).replaceFirst("");
          messages.add(new Message("chat", sender, List.of(), line.date().at(order), text));
        }
      }
    }
    int left = lines.size() - messages.size();
    var notes = new ArrayList<String>();
    if (left > 0) {
      notes.add("%,d lines of WhatsApp's own left out".formatted(left));
    }
    if (order.guessed()) {
      notes.add("dates read as " + order.words() + ": nothing in it tells");
    }
    return new Content.Talk(About.titled(raw.title()), Medium.MESSAGES, messages, notes);
  }

  private static List<Line> lines(String text) {
    var lines = new ArrayList<Line>();
    for (String line : (Iterable<String>) text.lines()::iterator) {
      Matcher begins = LINE.matcher(plain(line));
      if (begins.matches()) {
        lines.add(new Line(WrittenDate.of(begins), new StringBuilder(begins.group(8))));
      } else if (!lines.isEmpty()) {
        lines.getLast().rest().append('\n').append(line);
      }
    }
    return lines;
  }

  private static String plain(String line) {
    return SPACES.matcher(DIRECTIONS.matcher(line).replaceFirst("")).replaceAll(" ");
  }

  /// iPhones put a mark of direction before all that no human wrote.
  private static boolean isWhatsAppsOwn(String text) {
    String plain = text.strip();
    String words = plain.toLowerCase(Locale.ROOT).replaceFirst("[.\\s]+$", "");
    return plain.isEmpty()
        || plain.charAt(0) == '\u200E'
        || MEDIA.matcher(plain).matches()
        || DELETED.contains(words);
  }
}
