package dev.understudy.profile;

import dev.understudy.person.Experience;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import dev.understudy.profile.Content.About;
import dev.understudy.store.Hashes;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/// A stretch of talk: a passage of what all say, and an experience of what the character answers.
/// Nobody's words are changed.
record TalkPiece(
    Drafts.Draft passage, Medium medium, String time, Set<String> others, List<Turn> turns) {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);
  private static final int NAMED = 4;
  private static final int ID = 12;
  private static final String UNKNOWN = "the one written to";

  static TalkPiece of(Content.Talk talk, List<Message> piece, Names names, Drafts.Origins origins) {
    Set<String> others = others(piece, names, talk.messages());
    Optional<LocalDateTime> at = piece.getFirst().at();
    String time = at.map(DAY::format).orElse("undated");
    String title = talk.medium().title + " between " + names.name() + " and " + listed(others);
    List<Turn> turns = turns(piece);
    String text =
        turns.stream()
            .map(turn -> turn.speaker() + ": " + turn.text())
            .collect(Collectors.joining("\n", title + ", " + time + ".\n\n", ""));
    var about =
        new About(
            talk.about().title(),
            names.name(),
            at.map(when -> OptionalInt.of(when.getYear())).orElse(talk.about().year()),
            talk.about().note(),
            talk.about().licence(),
            talk.about().revision());
    return new TalkPiece(
        origins.draft(about, title + ", " + time, text, true), talk.medium(), time, others, turns);
  }

  /// @param id of the passage
  Experience experience(String id, Collector.Request request) {
    var scene =
        new Scene(
            medium.form,
            time,
            medium.place,
            List.copyOf(others),
            "You and %s write to each other.".formatted(listed(others)),
            List.of(id));
    return new Experience(
        "v" + Hashes.sha256(passage.text().getBytes(StandardCharsets.UTF_8)).substring(0, ID),
        Experience.Kind.VERBATIM,
        Experience.Partner.PERIOD,
        medium.title.toLowerCase(Locale.ROOT),
        scene,
        upToTheLastReply(request.name()),
        new Experience.Provenance(request.name(), "collect", request.today().toString()));
  }

  private List<Turn> upToTheLastReply(String hero) {
    int end = turns.size();
    while (!turns.get(end - 1).speaker().equals(hero)) {
      end--;
    }
    return turns.subList(0, end);
  }

  /// Who speaks in it or is written to; else who speaks in the same thread.
  private static Set<String> others(List<Message> piece, Names names, List<Message> all) {
    var others = new LinkedHashSet<String>();
    for (Message message : piece) {
      others.add(message.sender());
      others.addAll(message.to());
    }
    others.remove(names.name());
    others.remove("");
    String thread = piece.getFirst().thread();
    if (others.isEmpty()) {
      all.stream()
          .filter(message -> message.thread().equals(thread))
          .map(message -> CleanText.line(message.sender()))
          .filter(sender -> !sender.isEmpty() && !names.isHero(sender))
          .forEach(others::add);
    }
    return others.isEmpty() ? Set.of(UNKNOWN) : others;
  }

  private static String listed(Set<String> others) {
    String named = others.stream().limit(NAMED).collect(Collectors.joining(", "));
    int more = others.size() - NAMED;
    return more > 0 ? named + " and " + more + (more == 1 ? " other" : " others") : named;
  }

  /// What one person writes in a row is one turn.
  private static List<Turn> turns(List<Message> piece) {
    var turns = new ArrayList<Turn>();
    for (Message message : piece) {
      boolean goesOn = !turns.isEmpty() && turns.getLast().speaker().equals(message.sender());
      String before = goesOn ? turns.removeLast().text() + "\n" : "";
      turns.add(
          new Turn(message.sender(), Turn.Action.SPEAKING, before + message.text(), List.of()));
    }
    return turns;
  }
}
