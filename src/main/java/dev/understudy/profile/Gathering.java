package dev.understudy.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes one source after another, and keeps what is new.
final class Gathering {
  private final Collector.Request request;
  private final Names names;
  private final Shelf shelf;
  private final List<SourceReport> reports = new ArrayList<>();

  Gathering(Collector.Request request) {
    this.request = request;
    names = Names.of(request.name(), request.aliases());
    shelf = new Shelf(request.known(), request.saidKnown());
  }

  void take(Found found) {
    try {
      Raw raw = found.opening().open();
      reports.add(taken(found.source(), raw));
    } catch (SourceException e) {
      reports.add(SourceReport.failed(found.source(), e));
    }
  }

  private SourceReport taken(String source, Raw raw) throws SourceException {
    SourceReader reader = Readers.of(raw);
    Content content = content(reader, raw);
    var origin = new Drafts.Origins(raw.where(), raw.hash(), request.today(), request.licence());
    var notes = new ArrayList<String>(content.notes());
    int passages = shelf.passages().size();
    int said = shelf.said().size();
    switch (content) {
      case Content.Document document -> {
        if (shelf.has(raw.hash())) {
          notes.add("read before");
        } else {
          new Documents(origin, request.limits(), notes).drafts(document).forEach(shelf::put);
        }
      }
      case Content.Talk talk -> {
        for (var piece : new Talks(origin, request.limits(), names, notes).pieces(talk)) {
          String id = shelf.put(piece.passage());
          shelf.say(piece.experience(id, request));
        }
      }
    }
    return new SourceReport(
        source,
        reader.format(raw),
        shelf.passages().size() - passages,
        shelf.said().size() - said,
        notes,
        Optional.empty());
  }

  /// Whatever a file makes a reader do, the other sources go on.
  private Content content(SourceReader reader, Raw raw) throws SourceException {
    try {
      return reader.read(raw, names);
    } catch (RuntimeException | StackOverflowError e) {
      throw SourceException.damaged(e);
    }
  }

  Collected all() {
    return new Collected(shelf.passages(), shelf.said(), reports);
  }
}
