package dev.understudy.export;

import dev.understudy.person.Memory;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What users of other programs must know: facts come by recall, and how to feed them.
final class RecallNote {
  private RecallNote() {}

  /// Sentences; empty when he was trained without memories.
  static List<String> sentences(Subject subject) {
    return switch (subject.place()) {
      case NONE -> List.of();
      case BEFORE_REPLY ->
          List.of(
              "The voice comes from training; the facts come by recall: Understudy finds the memories that fit what"
                  + " was said and puts them at the beginning of the reply. Other programs don't, and without"
                  + " memories the character makes facts up.",
              "To feed them, begin the assistant's reply with one line and let the model go on behind its line end: "
                  + example(subject).map(line -> "`" + line + "`").orElse("`(remembering) …`")
                  + ". One or two memories that fit are best; leave the line out when none does.");
      case SYSTEM ->
          List.of(
              "The voice comes from training; the facts come by recall: Understudy finds the memories that fit what"
                  + " was said and puts them into the system text. Other programs don't, and without memories"
                  + " the character makes facts up.",
              "To feed them, add to the system text: "
                  + subject.memories().stream()
                      .findFirst()
                      .map(m -> "`You remember: " + m.text() + "`")
                      .orElse("`You remember: …`")
                  + ".");
    };
  }

  /// The line that opens a reply, with one of his memories.
  static Optional<String> example(Subject subject) {
    Stream<Memory> core = subject.memories().stream().filter(m -> m.weight() == Memory.Weight.CORE);
    return Stream.concat(core, subject.memories().stream())
        .findFirst()
        .map(m -> subject.prompting().remembering(List.of(m.text())).strip())
        .filter(line -> !line.isEmpty());
  }

  static List<String> comment(Subject subject) {
    return sentences(subject).stream().map(line -> "# " + line).toList();
  }
}
