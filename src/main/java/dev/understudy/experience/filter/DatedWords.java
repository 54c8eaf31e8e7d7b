package dev.understudy.experience.filter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Words with the year in which they could first be known.
///
/// A table names its columns in its first row: `year`, `kind`, `name`, and `marks`, the words and
/// phrases by which the thing is known, divided by semicolons. A mark with a capital letter is a
/// name and found only in that spelling; others are found in any case. All are found as whole
/// words, also with a plural or possessive s.
final class DatedWords {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:-[\\p{L}\\p{N}]+)*");

  /// @param name what it is called; `word` is what was found of it
  record Dated(int year, String kind, String name, String word) {}

  private record Entry(Dated dated, List<String> words) {}

  /// Entries by their first word in lower case.
  private final Map<String, List<Entry>> entries = new HashMap<>();

  private int size;

  static DatedWords shipped() {
    var words = new DatedWords();
    words.addAll(Tables.rows("/horizon/words.tsv"));
    return words;
  }

  private void addAll(List<List<String>> table) {
    List<String> columns = table.getFirst();
    for (List<String> row : table.subList(1, table.size())) {
      int year = Integer.parseInt(row.get(columns.indexOf("year")));
      String kind = row.get(columns.indexOf("kind"));
      String name = row.get(columns.indexOf("name"));
      for (String mark : row.get(columns.indexOf("marks")).split(";")) {
        add(new Dated(year, kind, name, mark.strip()));
      }
    }
  }

  private void add(Dated dated) {
    List<String> parts = WORD.matcher(dated.word()).results().map(MatchResult::group).toList();
    entries
        .computeIfAbsent(parts.getFirst().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
        .add(new Entry(dated, parts));
    size++;
  }

  /// How many words and phrases are known.
  int size() {
    return size;
  }

  /// Every word of a text that could not be known in `year`.
  List<Dated> after(int year, String text) {
    var tokens = new ArrayList<String>();
    Matcher words = WORD.matcher(text);
    while (words.find()) {
      tokens.add(words.group());
    }
    var found = new ArrayList<Dated>();
    for (int i = 0; i < tokens.size(); i++) {
      for (Entry entry : beginning(tokens.get(i))) {
        if (entry.dated().year() > year && stands(entry, tokens, i)) {
          found.add(entry.dated());
        }
      }
    }
    return found;
  }

  private List<Entry> beginning(String token) {
    String lower = token.toLowerCase(Locale.ROOT);
    List<Entry> whole = entries.getOrDefault(lower, List.of());
    return whole.isEmpty() && lower.endsWith("s")
        ? entries.getOrDefault(lower.substring(0, lower.length() - 1), List.of())
        : whole;
  }

  private static boolean stands(Entry entry, List<String> tokens, int at) {
    List<String> words = entry.words();
    for (int i = 0; i < words.size(); i++) {
      if (at + i >= tokens.size() || !same(words.get(i), tokens.get(at + i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(String word, String token) {
    boolean isName = word.chars().anyMatch(Character::isUpperCase);
    String plural = word + "s";
    return isName
        ? token.equals(word) || token.equals(plural)
        : token.equalsIgnoreCase(word) || token.equalsIgnoreCase(plural);
  }
}
