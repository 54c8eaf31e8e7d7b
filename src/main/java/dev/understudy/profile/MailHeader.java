package dev.understudy.profile;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.address.AddressList;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.dom.address.MailboxList;
import org.apache.james.mime4j.stream.Field;
import org.jspecify.annotations.Nullable;

/// Who wrote a letter, to whom, when, and about what.
final class MailHeader {
  private static final String ANSWER =
      "(?i)^\\s*(?:re|aw|sv|antw|fwd?|wg|tr|rv|r|i)\\s*(?:\\[\\d+])?:\\s*";

  private MailHeader() {}

  static Optional<String> writer(Message mail) {
    @Nullable MailboxList from = mail.getFrom();
    return from == null ? Optional.empty() : from.stream().map(MailHeader::name).findFirst();
  }

  static List<String> readers(Message mail) {
    @Nullable AddressList to = mail.getTo();
    return to == null ? List.of() : to.flatten().stream().map(MailHeader::name).toList();
  }

  /// The subject, without the marks of answers.
  static String thread(@Nullable String subject) {
    String thread = CleanText.line(subject == null ? "" : subject);
    for (String shorter = thread.replaceFirst(ANSWER, "");
        !shorter.equals(thread);
        shorter = thread.replaceFirst(ANSWER, "")) {
      thread = shorter;
    }
    return thread;
  }

  /// By the writer's own clock where the line can be read so, else in UTC.
  static Optional<LocalDateTime> date(Message mail) {
    @Nullable Field field = mail.getHeader().getField("Date");
    if (field != null) {
      try {
        String written = field.getBody().replaceAll("\\([^)]*\\)", "").strip();
        return Optional.of(
            OffsetDateTime.parse(written, DateTimeFormatter.RFC_1123_DATE_TIME).toLocalDateTime());
      } catch (DateTimeException _) {
        // written in an older way, which the library knows
      }
    }
    return Optional.ofNullable(mail.getDate())
        .map(date -> LocalDateTime.ofInstant(date.toInstant(), ZoneOffset.UTC));
  }

  private static String name(Mailbox box) {
    String name = box.getName() == null ? "" : CleanText.line(box.getName());
    return name.isEmpty() ? CleanText.line(box.getAddress()) : name;
  }
}
