package dev.understudy.experience;

import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import dev.understudy.person.Passage;
import dev.understudy.person.Question;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every line could be read, ids are given once and point to something, nothing is left empty.
record SchemaRule() implements Rule {
  @Override
  public Stream<Finding> check(Dataset d) {
    var reasons = new ArrayList<String>();
    d.unread().forEach(problem -> reasons.add(problem.toString()));
    twice(d.experiences().stream().map(Experience::id), reasons);
    twice(d.memories().stream().map(Memory::id), reasons);
    twice(d.passages().stream().map(Passage::id), reasons);
    twice(questions(d).map(Question::id), reasons);
    Set<String> passages = d.passages().stream().map(Passage::id).collect(Collectors.toSet());
    d.experiences().forEach(e -> experience(e, d.sheet().name(), passages, reasons));
    d.memories().forEach(m -> memory(m, passages, reasons));
    d.passages().stream()
        .filter(p -> p.text().isBlank() || p.sources().isEmpty() || p.licence().isBlank())
        .forEach(p -> reasons.add(p.id() + ": a passage needs a text, a source and a licence"));
    return Stream.of(Finding.none("problems of form", reasons));
  }

  private static Stream<Question> questions(Dataset d) {
    return Stream.of(d.known(), d.traps(), d.shown()).flatMap(List::stream);
  }

  private static void twice(Stream<String> ids, List<String> reasons) {
    var seen = new HashSet<String>();
    ids.filter(id -> !seen.add(id)).forEach(id -> reasons.add(id + ": this id is given twice"));
  }

  private static void experience(
      Experience e, String hero, Set<String> passages, List<String> reasons) {
    e.scene().passages().stream()
        .filter(id -> !passages.contains(id))
        .forEach(id -> reasons.add(e.id() + ": there is no passage " + id));
    Form.empty(e).forEach(fault -> reasons.add(fault.of(e.id())));
    if (!Form.isClosed(e, hero)) {
      reasons.add(e.id() + ": does not end with a reply of " + hero);
    }
  }

  private static void memory(Memory m, Set<String> passages, List<String> reasons) {
    int words = Words.count(m.text());
    if (words < 10 || words > 45) {
      reasons.add(m.id() + ": a memory has 10 to 45 words, this one " + words);
    }
    if (!passages.contains(m.passage())) {
      reasons.add(m.id() + ": there is no passage " + m.passage());
    }
  }
}
