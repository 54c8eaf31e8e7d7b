package dev.understudy.profile;

import dev.understudy.profile.Content.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Cuts a text into passages. One is of one section; sections too short for a passage go together
/// with their neighbours.
record Documents(Drafts.Origins origins, Limits limits, List<String> notes) {
  private static final int LONGEST_WORD = 60;

  List<Drafts.Draft> drafts(Content.Document document) throws SourceException {
    List<Section> sections = new Shortening(limits.words()).of(cleaned(document.sections()), notes);
    if (sections.isEmpty()) {
      throw new SourceException("has no text", "");
    }
    var cutter = new Cutter(limits.fewest(), limits.most());
    var drafts = new ArrayList<Drafts.Draft>();
    for (Section section : grouped(sections)) {
      String title = title(document.about().title(), section.title());
      for (String text : cutter.cut(section.paragraphs(), "\n\n")) {
        drafts.add(origins.draft(document.about(), title, text, false));
      }
    }
    return drafts;
  }

  /// Without what is no language: letters by the thousand and no space between them.
  private List<Section> cleaned(List<Section> sections) {
    var kept = new ArrayList<Section>();
    int noise = 0;
    for (Section section : sections) {
      List<String> paragraphs =
          section.paragraphs().stream()
              .map(CleanText::of)
              .filter(paragraph -> WordCount.of(paragraph) > 0)
              .toList();
      List<String> language = paragraphs.stream().filter(Documents::isLanguage).toList();
      noise += paragraphs.size() - language.size();
      if (!language.isEmpty()) {
        kept.add(new Section(CleanText.line(section.title()), section.level(), language));
      }
    }
    if (noise > 0) {
      notes.add("%,d paragraphs that are no language left out".formatted(noise));
    }
    return kept;
  }

  private static boolean isLanguage(String paragraph) {
    return paragraph.length() / LONGEST_WORD <= WordCount.of(paragraph);
  }

  private List<Section> grouped(List<Section> sections) {
    var groups = new ArrayList<List<Section>>();
    var group = new ArrayList<Section>();
    for (Section section : sections) {
      group.add(section);
      if (words(group) >= limits.fewest()) {
        groups.add(List.copyOf(group));
        group.clear();
      }
    }
    if (!group.isEmpty()) {
      List<Section> before = groups.isEmpty() ? List.of() : groups.removeLast();
      groups.add(Stream.concat(before.stream(), group.stream()).toList());
    }
    return groups.stream().map(Documents::joined).toList();
  }

  private static int words(List<Section> sections) {
    return sections.stream()
        .flatMap(section -> section.paragraphs().stream())
        .mapToInt(WordCount::of)
        .sum();
  }

  private static Section joined(List<Section> sections) {
    String title =
        sections.stream()
            .map(Section::title)
            .filter(one -> !one.isEmpty())
            .limit(3)
            .collect(Collectors.joining(", "));
    return new Section(
        title,
        sections.getFirst().level(),
        sections.stream().flatMap(section -> section.paragraphs().stream()).toList());
  }

  private static String title(String whole, String section) {
    boolean same = section.isEmpty() || section.equalsIgnoreCase(whole);
    return same ? whole : whole + ": " + section;
  }
}
