package dev.understudy.profile;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A zip archive in which a program exported one chat or card.
record ArchiveReader() implements SourceReader {
  private static final List<Pattern> KNOWN =
      List.of(
          Pattern.compile("(.*/)?_chat\\.txt"),
          Pattern.compile("(.*/)?result\\.json"),
          Pattern.compile("card\\.json"),
          Pattern.compile("(?i)(.*/)?[^/]*whatsapp[^/]*\\.txt"),
          Pattern.compile("[^/]*\\.txt"));

  @Override
  public String format(Raw raw) {
    return "zip archive";
  }

  @Override
  public boolean reads(Raw raw) {
    return raw.isZip();
  }

  @Override
  public Content read(Raw raw, Names names) throws SourceException {
    Raw packed = known(raw).orElseThrow(() -> unknown(raw));
    return Readers.of(packed).read(packed, names);
  }

  private static Optional<Raw> known(Raw raw) throws SourceException {
    Zip zip = raw.zip();
    return KNOWN.stream()
        .flatMap(pattern -> zip.names().stream().filter(n -> pattern.matcher(n).matches()))
        .findFirst()
        .flatMap(name -> zip.entry(name).map(content -> raw.inner(name, content)));
  }

  private static SourceException unknown(Raw raw) {
    try {
      String found = raw.zip().names().stream().limit(5).collect(Collectors.joining(", "));
      return new SourceException(
          "is a zip archive without a chat's export in it"
              + (found.isEmpty() ? "" : "; it holds " + CleanText.line(found)),
          "Unpack it, and give the folder.");
    } catch (SourceException e) {
      return e;
    }
  }
}
