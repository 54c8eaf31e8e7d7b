package dev.understudy.profile;

import dev.understudy.person.Scene.Form;
import java.time.Duration;

/// By what people wrote to each other.
enum Medium {
  MESSAGES(Form.MESSAGES, "Messages", "by message"),
  LETTERS(Form.LETTER, "Letters", "by letter");

  final Form form;
  final String title;
  final String place;

  Medium(Form form, String title, String place) {
    this.form = form;
    this.title = title;
    this.place = place;
  }

  /// After how long another conversation begins. A letter is answered when there is time.
  Duration pause(Limits limits) {
    return this == LETTERS ? Duration.ofDays(60) : limits.pause();
  }
}
