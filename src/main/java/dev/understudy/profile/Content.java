package dev.understudy.profile;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What a source says, freed of its format.
sealed interface Content {
  About about();

  /// What was left out, or guessed.
  List<String> notes();

  /// A text about the character, or by them.
  record Document(About about, List<Section> sections, List<String> notes) implements Content {
    public Document {
      sections = List.copyOf(sections);
      notes = List.copyOf(notes);
    }
  }

  /// What people wrote to each other, the character among them or not.
  record Talk(About about, Medium medium, List<Message> messages, List<String> notes)
      implements Content {
    public Talk {
      messages = List.copyOf(messages);
      notes = List.copyOf(notes);
    }
  }

  /// @param author empty when not known
  /// @param year when it was written, where that is known
  /// @param note where exactly it was found
  record About(
      String title,
      String author,
      OptionalInt year,
      String note,
      Optional<String> licence,
      Optional<String> revision) {
    static About titled(String title) {
      return new About(title, "", OptionalInt.empty(), "", Optional.empty(), Optional.empty());
    }

    About by(String someone) {
      return new About(title, someone, year, note, licence, revision);
    }

    About under(Optional<String> someLicence) {
      return new About(title, author, year, note, someLicence, revision);
    }
  }

  /// @param level of the heading, 1 the highest; 0 before the first
  record Section(String title, int level, List<String> paragraphs) {
    public Section {
      paragraphs = List.copyOf(paragraphs);
    }
  }
}
