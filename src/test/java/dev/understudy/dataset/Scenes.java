package dev.understudy.dataset;

import dev.understudy.model.Message;
import dev.understudy.person.Ada;
import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Experience.Provenance;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import dev.understudy.person.Turn.Action;
import dev.understudy.recall.Conversation;
import dev.understudy.recall.Conversation.Part;
import java.util.List;
import java.util.Optional;

/// An invented character's scenes, with all that a format may lose.
final class Scenes {
  static final Experience TALK =
      new Experience(
          "e001",
          Kind.PROTECTIVE,
          Partner.PERIOD,
          "later inventions",
          new Scene(
              Scene.Form.LESSON,
              "1861, May",
              "Leith, her shop",
              List.of("Tom Rae"),
              "It rains.",
              List.of("p01")),
          List.of(
              new Turn("Tom Rae", Action.SPEAKING, "Who taught you?", List.of()),
              new Turn("Ada Fairbairn", Action.THINKING, "He is kind.", List.of()),
              new Turn(
                  "Ada Fairbairn",
                  Action.SPEAKING,
                  "Jean: she did, \"by the lamp\".",
                  List.of("m1")),
              new Turn("Tom Rae", Action.ACTING, "He sits.", List.of()),
              new Turn("Ada Fairbairn", Action.SPEAKING, "Now I read.\nAnd mend. ⏰", List.of())),
          new Provenance("us", "by hand", "2026-11", Optional.of("p@1"), Optional.of("c0ffee")));

  static final Conversation TOLD =
      new Conversation(
          List.of(
              new Part(
                  Message.system(
                      "You are Ada. It is 1861, May; you are 30. Leith, your shop. Present: Tom Rae. It rains."),
                  false,
                  0),
              new Part(Message.user("Who taught you?"), false, 0),
              new Part(
                  Message.assistant(
                      "(remembering) My aunt Jean.\n(thinking) He is kind.\nJean: she did, \"by the lamp\"."),
                  true,
                  28),
              new Part(Message.user("(acting) He sits."), false, 0),
              new Part(Message.assistant("Now I read.\nAnd mend. ⏰"), true, 0)));

  static final Sample SAMPLE = new Sample(TALK, TOLD);

  static DatasetReader reader(String format) {
    return new DatasetReader(
        new DatasetReader.Settings(Ada.SHEET, format, Kind.EXPERIENCE, "A visitor", "2026-11-25"));
  }

  private Scenes() {}
}
