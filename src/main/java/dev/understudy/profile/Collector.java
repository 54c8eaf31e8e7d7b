package dev.understudy.profile;

import dev.understudy.person.Experience;
import dev.understudy.person.Passage;
import dev.understudy.profile.Content.Section;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads sources into passages. One that can't be read is told with its reason, and the rest goes
/// on; what is there already adds nothing.
public final class Collector {
  private static final Pattern NUMBER = Pattern.compile("p(\\d{1,6})");

  /// @param aliases other names of the character in the sources
  /// @param sources paths, folders, addresses, `wikipedia:Title`
  /// @param known passages that are there already
  /// @param said words that are there already
  /// @param licence what the user says of the sources
  public record Request(
      String name,
      List<String> aliases,
      List<String> sources,
      List<Passage> known,
      List<Experience> said,
      LocalDate today,
      Optional<String> licence,
      Limits limits,
      Network network) {
    public Request {
      aliases = List.copyOf(aliases);
      sources = List.copyOf(sources);
      known = List.copyOf(known);
      said = List.copyOf(said);
    }

    /// With the usual limits.
    public static Request of(
        String name,
        List<String> aliases,
        List<String> sources,
        List<Passage> known,
        List<Experience> said,
        LocalDate today,
        Optional<String> licence) {
      return new Request(
          name, aliases, sources, known, said, today, licence, Limits.DEFAULT, Network.DEFAULT);
    }
  }

  private final Request request;
  private final Names names;
  private final Set<String> texts = new HashSet<>();
  private final Set<String> hashes = new HashSet<>();
  private final List<Passage> passages = new ArrayList<>();
  private int last;

  private Collector(Request request) {
    this.request = request;
    names = Names.of(request.name(), request.aliases());
    for (Passage passage : request.known()) {
      texts.add(passage.text());
      passage.origin().ifPresent(origin -> hashes.add(origin.hash()));
      var number = NUMBER.matcher(passage.id());
      last = number.matches() ? Math.max(last, Integer.parseInt(number.group(1))) : last;
    }
  }

  public static Collected collect(Request request) {
    var collector = new Collector(request);
    List<SourceReport> reports =
        request.sources().stream().flatMap(collector::sources).map(collector::read).toList();
    return new Collected(collector.passages, List.of(), reports);
  }

  private Stream<Source> sources(String named) {
    return Source.named(named, request.limits(), request.network());
  }

  private SourceReport read(Source source) {
    try {
      Raw raw = source.open();
      if (!hashes.add(raw.hash())) {
        return new SourceReport(
            source.named(), "", 0, 0, List.of("it is in the profile already"), Optional.empty());
      }
      SourceReader reader = Readers.of(raw);
      return switch (reader.read(raw, names)) {
        case Content.Document document -> take(document, raw, source.named(), reader.format(raw));
      };
    } catch (SourceException e) {
      return SourceReport.failed(source.named(), e);
    }
  }

  private SourceReport take(Content.Document document, Raw raw, String source, String format) {
    var cutter = new Cutter(request.limits().fewest(), request.limits().most());
    var notes = new ArrayList<String>(document.notes());
    int before = passages.size();
    int words = 0;
    for (Section section : document.sections()) {
      for (String text : cutter.cut(section.paragraphs(), "\n\n")) {
        words += WordCount.of(text);
        if (words > request.limits().words()) {
          notes.add("only the first %,d words are taken".formatted(request.limits().words()));
          return report(source, format, before, notes);
        }
        add(text, section, document.about(), raw);
      }
    }
    return report(source, format, before, notes);
  }

  private SourceReport report(String source, String format, int before, List<String> notes) {
    return new SourceReport(source, format, passages.size() - before, 0, notes, Optional.empty());
  }

  private void add(String text, Section section, Content.About about, Raw raw) {
    if (!texts.add(text)) {
      return;
    }
    boolean named = !section.title().isEmpty() && !section.title().equals(about.title());
    passages.add(
        new Passage(
            "p%02d".formatted(++last),
            named ? section.title() : about.title(),
            text,
            List.of(
                new Passage.Source(
                    about.title(), about.author(), about.year().orElse(0), about.note())),
            about.licence().or(request::licence).orElse("as the source's owner allows"),
            request.today().toString(),
            Optional.of(new Passage.Origin(raw.where(), about.revision(), raw.hash(), false))));
  }
}
