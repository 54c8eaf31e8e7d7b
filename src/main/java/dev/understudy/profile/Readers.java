package dev.understudy.profile;

import java.util.List;

/// All formats, the more telling ones first: what none of them knows is text or nothing.
final class Readers {
  private static final List<SourceReader> ALL =
      List.of(
          new PdfReader(),
          new CardReader(),
          new DocxReader(),
          new EpubReader(),
          new ArchiveReader(),
          new TelegramReader(),
          new WikipediaReader(),
          new WhatsAppReader(),
          new HtmlReader(),
          new TextReader());

  private Readers() {}

  static SourceReader of(Raw raw) throws SourceException {
    if (raw.bytes().length == 0) {
      throw new SourceException("is empty", "");
    }
    if (raw.ends("eml", "mbox")) {
      // as plain text, what others wrote would pass for what the character published
      throw new SourceException(
          "is mail, which can't be read yet", "Save the letters as a text file for each.");
    }
    for (SourceReader reader : ALL) {
      if (reader.reads(raw)) {
        return reader;
      }
    }
    throw new AssertionError("the last one reads everything, or says why not");
  }
}
