package dev.understudy.person;

import java.util.List;

/// Where, when and with whom an experience takes place, and the passages it comes from.
public record Scene(
    Form form,
    String time,
    String place,
    List<String> present,
    String background,
    List<String> passages) {

  public enum Form {
    ONE_TO_ONE,
    INTERVIEW,
    COMPANY,
    LETTER_ALOUD,
    SPEECH,
    DEBATE,
    LESSON,
    REHEARSAL
  }

  public Scene {
    present = List.copyOf(present);
    passages = List.copyOf(passages);
  }
}
