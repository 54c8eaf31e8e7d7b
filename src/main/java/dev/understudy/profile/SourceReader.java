package dev.understudy.profile;

/// Reads one format.
sealed interface SourceReader
    permits ArchiveReader,
        CardReader,
        DocxReader,
        EpubReader,
        HtmlReader,
        PdfReader,
        TelegramReader,
        TextReader,
        WhatsAppReader,
        WikipediaReader {
  /// For people, such as "Markdown".
  String format(Raw raw);

  /// Whether the content, or where that is plain text also the file's ending, is of this format.
  boolean reads(Raw raw) throws SourceException;

  Content read(Raw raw, Names names) throws SourceException;
}
