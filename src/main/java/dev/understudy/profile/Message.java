package dev.understudy.profile;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/// One thing written by one person.
///
/// @param thread names the chat or the subject it belongs to
/// @param to who it was written to, where that is said
/// @param at by the clock of who wrote it
record Message(
    String thread, String sender, List<String> to, Optional<LocalDateTime> at, String text) {
  Message {
    to = List.copyOf(to);
  }

  Message saying(String words) {
    return new Message(thread, sender, to, at, words);
  }
}
