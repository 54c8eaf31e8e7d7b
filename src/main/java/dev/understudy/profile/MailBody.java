package dev.understudy.profile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.TextNode;

/// The words of a letter: its plain text, or where it has none, its page without what that quotes.
/// Attached files are left out.
final class MailBody {
  private static final String QUOTED =
      "blockquote, .gmail_quote, .gmail_signature, .moz-cite-prefix, .moz-signature, #divRplyFwdMsg,"
          + " #appendonsend, #divRplyFwdMsg ~ *, #appendonsend ~ *, style, script";

  private MailBody() {}

  static String of(Entity entity) throws IOException {
    Body body = entity.getBody();
    if ("attachment".equalsIgnoreCase(entity.getDispositionType())) {
      return "";
    }
    if (body instanceof Multipart parts) {
      return of(parts);
    }
    String type = entity.getMimeType() == null ? "text/plain" : entity.getMimeType();
    if (!(body instanceof SingleBody words) || !type.startsWith("text/")) {
      return "";
    }
    String text = decoded(words, entity.getCharset());
    return switch (type) {
      case "text/html" -> page(text);
      case "text/plain" -> isFlowed(entity) ? flowed(text) : text;
      default -> "";
    };
  }

  private static String of(Multipart parts) throws IOException {
    boolean choice = "alternative".equalsIgnoreCase(parts.getSubType());
    List<String> texts = new ArrayList<>();
    for (Entity part : parts.getBodyParts()) {
      texts.add(of(part));
    }
    return choice
        ? texts.stream().filter(text -> !text.isBlank()).findFirst().orElse("")
        : texts.stream().filter(text -> !text.isBlank()).collect(Collectors.joining("\n\n"));
  }

  private static String decoded(SingleBody body, String charset) throws IOException {
    var bytes = new ByteArrayOutputStream();
    body.writeTo(bytes);
    try {
      return Encoding.decode(bytes.toByteArray(), Optional.ofNullable(charset)).text();
    } catch (SourceException _) {
      return "";
    }
  }

  private static String page(String html) {
    Document page = Jsoup.parse(html);
    page.select(QUOTED).remove();
    for (TextNode text : page.body().selectNodes("*", TextNode.class)) {
      text.text(text.getWholeText().replaceAll("\\s+", " "));
    }
    page.select("p, div, li, tr, h1, h2, h3").before("\n");
    page.select("p, h1, h2, h3").after("\n");
    return page.body().wholeText();
  }

  private static boolean isFlowed(Entity entity) {
    var type = entity.getHeader() == null ? null : entity.getHeader().getField("Content-Type");
    return type != null && type.getBody().toLowerCase(java.util.Locale.ROOT).contains("flowed");
  }

  /// RFC 3676: a line that ends with a space goes on in the next one.
  private static String flowed(String text) {
    return text.replaceAll("(?m)^ ", "").replaceAll("(?<!^-- )(?<= )\r?\n(?!>|-- |\r?\n)", "");
  }
}
