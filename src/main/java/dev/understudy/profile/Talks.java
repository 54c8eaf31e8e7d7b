package dev.understudy.profile;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Cuts what people wrote to each other into pieces: a thread where it rests for long, a long
/// conversation where a passage is full. Pieces begin at the same messages when a longer export of
/// the same chat is read later. Those in which the character says nothing are left out.
record Talks(Drafts.Origins origins, Limits limits, Names names, List<String> notes) {
  private static final int HEAD = 20;

  List<TalkPiece> pieces(Content.Talk talk) throws SourceException {
    List<Message> messages = cleaned(talk.messages());
    if (messages.isEmpty()) {
      throw new SourceException("holds no messages", "");
    }
    if (messages.stream().noneMatch(this::byHero)) {
      var senders = new TreeSet<String>();
      messages.forEach(message -> senders.add(message.sender()));
      throw names.silent(senders);
    }
    List<List<Message>> all =
        conversations(talk.medium(), shortened(messages)).stream()
            .flatMap(conversation -> filled(conversation).stream())
            .toList();
    List<List<Message>> heard =
        all.stream().filter(piece -> piece.stream().anyMatch(this::byHero)).toList();
    if (heard.size() < all.size()) {
      notes.add(
          "%,d stretches without %s left out".formatted(all.size() - heard.size(), names.name()));
    }
    return heard.stream().map(piece -> TalkPiece.of(talk, piece, names, origins)).toList();
  }

  private boolean byHero(Message message) {
    return message.sender().equals(names.name());
  }

  private List<Message> cleaned(List<Message> messages) {
    var cleaned = new ArrayList<Message>();
    for (Message message : messages) {
      String sender = names.canonical(CleanText.line(message.sender()));
      String text = CleanText.of(message.text());
      if (!sender.isEmpty() && !text.isEmpty()) {
        List<String> to =
            message.to().stream().map(CleanText::line).map(names::canonical).distinct().toList();
        cleaned.add(new Message(message.thread(), sender, to, message.at(), text));
      }
    }
    return cleaned;
  }

  private List<Message> shortened(List<Message> messages) {
    long words = 0;
    var taken = new ArrayList<Message>();
    for (Message message : messages) {
      words += WordCount.of(message.text());
      if (words <= limits.words()) {
        taken.add(message);
      }
    }
    if (words > limits.words()) {
      notes.add("the first %,d of %,d messages taken".formatted(taken.size(), messages.size()));
    }
    return taken;
  }

  private List<List<Message>> conversations(Medium medium, List<Message> messages) {
    Map<String, List<Message>> threads = new LinkedHashMap<>();
    messages.forEach(m -> threads.computeIfAbsent(m.thread(), _ -> new ArrayList<>()).add(m));
    var all = new ArrayList<List<Message>>();
    for (List<Message> thread : threads.values()) {
      if (thread.stream().allMatch(message -> message.at().isPresent())) {
        thread.sort(Comparator.comparing(message -> message.at().orElseThrow()));
      }
      all.addAll(atRests(thread, medium.pause(limits)));
    }
    return all;
  }

  private static List<List<Message>> atRests(List<Message> thread, Duration pause) {
    var all = new ArrayList<List<Message>>();
    Optional<LocalDateTime> before = Optional.empty();
    for (Message message : thread) {
      if (all.isEmpty() || rested(before, message.at(), pause)) {
        all.add(new ArrayList<>());
      }
      all.getLast().add(message);
      before = message.at();
    }
    return all;
  }

  private static boolean rested(
      Optional<LocalDateTime> before, Optional<LocalDateTime> now, Duration pause) {
    return before.isPresent()
        && now.isPresent()
        && Duration.between(before.get(), now.get()).compareTo(pause) > 0;
  }

  private List<List<Message>> filled(List<Message> conversation) {
    int most = Math.max(limits.fewest(), limits.most() - HEAD);
    var cutter = new Cutter(Math.max(1, limits.fewest() / 2), most);
    var pieces = new ArrayList<List<Message>>();
    int words = 0;
    for (Message message : conversation) {
      for (String part : parts(message.text(), cutter)) {
        int more = WordCount.of(part) + WordCount.of(message.sender());
        if (pieces.isEmpty() || words + more > most) {
          pieces.add(new ArrayList<>());
          words = 0;
        }
        pieces.getLast().add(message.saying(part));
        words += more;
      }
    }
    return pieces;
  }

  /// A message longer than a passage is cut at the ends of its sentences; others stay as they are.
  private static List<String> parts(String text, Cutter cutter) {
    return WordCount.of(text) <= cutter.most()
        ? List.of(text)
        : cutter.cut(List.of(text.split("\n\n")), "\n\n");
  }
}
