package dev.understudy.person;

import java.util.List;
import java.util.Optional;

/// A scene played out as turns.
///
/// `category` is the kind of trap in a protective scene, the odd-sounding thing in a familiar one,
/// else the theme. `partner` tells whether the talk is with people of the character's time or with
/// a user of today.
public record Experience(
    String id,
    Kind kind,
    Partner partner,
    String category,
    Scene scene,
    List<Turn> turns,
    Provenance provenance) {

  public enum Kind {
    EXPERIENCE,
    /// A persistent interviewer asks for what the character cannot know or be.
    PROTECTIVE,
    /// Something that sounds odd to us and that the character does know.
    FAMILIAR,
    /// What was really said or written, word for word: from letters and chats.
    VERBATIM
  }

  public enum Partner {
    PERIOD,
    TODAY
  }

  /// Who made this record, how, and when.
  ///
  /// @param author a person, or the model asked
  /// @param prompt name and hash of the prompt, when a model was asked
  /// @param call the key of the call in the journal
  public record Provenance(
      String author, String method, String date, Optional<String> prompt, Optional<String> call) {
    public Provenance(String author, String method, String date) {
      this(author, method, date, Optional.empty(), Optional.empty());
    }
  }

  public Experience {
    turns = List.copyOf(turns);
  }
}
