package dev.understudy.profile;

import dev.understudy.person.Passage;
import dev.understudy.profile.Content.About;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// Passages that have no id yet.
final class Drafts {
  private Drafts() {}

  record Draft(
      String title,
      String text,
      Passage.Source source,
      String licence,
      String retrieved,
      Passage.Origin origin) {
    Passage passage(String id) {
      return new Passage(id, title, text, List.of(source), licence, retrieved, Optional.of(origin));
    }
  }

  /// Where all passages of one source come from.
  ///
  /// @param licence what the user says of it
  record Origins(String where, String hash, LocalDate today, Optional<String> licence) {
    private static final String PUBLIC = "not known: see the source before you publish it";
    private static final String PRIVATE = "private: not for publication";

    Draft draft(About about, String title, String text, boolean personal) {
      String note = about.note().isEmpty() ? where : about.note();
      return new Draft(
          title,
          text,
          new Passage.Source(about.title(), about.author(), about.year().orElse(0), note),
          licence.or(about::licence).orElse(personal ? PRIVATE : PUBLIC),
          today.toString(),
          new Passage.Origin(where, about.revision(), hash, personal));
    }
  }
}
