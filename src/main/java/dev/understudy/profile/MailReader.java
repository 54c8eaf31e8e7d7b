package dev.understudy.profile;

import dev.understudy.profile.Content.About;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;

/// One letter (.eml), or a box of them (mbox): what each writer wrote themselves, without what they
/// quoted. Letters about one subject are a talk.
record MailReader() implements SourceReader {
  private static final Pattern BOX = Pattern.compile("\\AFrom \\S+ .*\\d{4}.*\\R[!-9;-~]+:");
  private static final Pattern HEADER =
      Pattern.compile(
          "(?im)^(From|To|Subject|Date|Received|Return-Path|Message-ID|MIME-Version|Delivered-To|Content-Type):");
  private static final Pattern FROM = Pattern.compile("(?im)^From:");
  private static final Pattern FIRST = Pattern.compile("\\A[!-9;-~]+:");

  @Override
  public String format(Raw raw) {
    return isBox(raw) ? "mbox" : "letter";
  }

  @Override
  public boolean reads(Raw raw) {
    String top = raw.head().split("\\R\\R", 2)[0];
    boolean letter =
        FIRST.matcher(top).find()
            && FROM.matcher(top).find()
            && HEADER.matcher(top).results().count() >= 3;
    return isBox(raw) || letter || raw.ends("eml");
  }

  @Override
  public Content read(Raw raw, Names names) throws SourceException {
    var letters = new LinkedHashSet<Message>();
    int broken = 0;
    for (byte[] letter : isBox(raw) ? Mbox.letters(raw.bytes()) : List.of(raw.bytes())) {
      try {
        letter(letter).ifPresent(letters::add);
      } catch (IOException | MimeException | RuntimeException _) {
        broken++;
      }
    }
    if (letters.isEmpty()) {
      throw new SourceException("holds no letter with a writer and words of their own", "");
    }
    List<Message> sorted =
        letters.stream()
            .sorted(Comparator.comparing((Message m) -> m.at().orElse(java.time.LocalDateTime.MIN)))
            .toList();
    return new Content.Talk(
        About.titled(raw.title()),
        Medium.LETTERS,
        sorted,
        broken == 0 ? List.of() : List.of(broken + " letters can't be read"));
  }

  private static boolean isBox(Raw raw) {
    return BOX.matcher(raw.head()).find();
  }

  private static Optional<Message> letter(byte[] bytes) throws IOException, MimeException {
    var builder = new DefaultMessageBuilder();
    builder.setDecodeMonitor(DecodeMonitor.SILENT);
    builder.setMimeEntityConfig(
        MimeConfig.custom()
            .setMaxLineLen(-1)
            .setMaxHeaderLen(1 << 20)
            .setMaxHeaderCount(5_000)
            .build());
    var mail = builder.parseMessage(new ByteArrayInputStream(bytes));
    try {
      Optional<String> writer = MailHeader.writer(mail);
      String text = MailText.own(MailBody.of(mail));
      return writer
          .filter(_ -> !text.isEmpty())
          .map(name ->
              new Message(
                  MailHeader.thread(mail.getSubject()),
                  name,
                  MailHeader.readers(mail),
                  MailHeader.date(mail),
                  text));
    } finally {
      mail.dispose();
    }
  }
}
