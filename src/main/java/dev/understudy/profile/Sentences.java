package dev.understudy.profile;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts a paragraph at the ends of its sentences. Java's own rules end one after every full stop;
/// those of abbreviations, initials and dates are taken back.
final class Sentences {
  private static final Set<String> ABBREVIATIONS =
      Set.of(
          "mr", "mrs", "ms", "dr", "prof", "rev", "hon", "st", "sr", "jr", "gen", "col", "capt",
          "lt", "sgt", "gov", "sen", "vs", "etc", "al", "cf", "ca", "c", "fl", "ed", "eds", "vol",
          "no", "nos", "op", "opp", "pp", "p", "fig", "jan", "feb", "mar", "apr", "jun", "jul",
          "aug", "sep", "sept", "oct", "nov", "dec", "bzw", "usw", "geb", "gest", "hl", "hr", "fr",
          "frl", "nr", "bd", "str", "vgl", "evtl", "mme", "mlle", "sra", "srta", "dra", "avv",
          "ing", "sig");
  private static final Pattern LAST_WORD =
      Pattern.compile("(?:^|[\\s(\\[\"'“„«])((?:\\p{L}+\\.)*\\p{L}+|\\d{1,2})\\.$");

  /// No abbreviation is longer; the pattern needs to see no more.
  private static final int TAIL = 40;

  private Sentences() {}

  static List<String> of(String paragraph) {
    var sentences = new ArrayList<String>();
    BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
    breaks.setText(paragraph);
    int from = 0;
    for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
      if (end == paragraph.length() || !goesOn(paragraph, from, end)) {
        String sentence = paragraph.substring(from, end).strip();
        if (!sentence.isEmpty()) {
          sentences.add(sentence);
        }
        from = end;
      }
    }
    return sentences;
  }

  /// A sentence cut again at its clauses, else between words, until no piece has more than `most`.
  static List<String> shortened(String sentence, int most) {
    if (WordCount.of(sentence) <= most) {
      return List.of(sentence);
    }
    int at = cut(sentence);
    var pieces = new ArrayList<String>();
    pieces.addAll(shortened(sentence.substring(0, at).strip(), most));
    pieces.addAll(shortened(sentence.substring(at).strip(), most));
    return pieces;
  }

  private static boolean goesOn(String paragraph, int from, int end) {
    if (Character.isLowerCase(paragraph.codePointAt(end))) {
      return true;
    }
    Matcher last = LAST_WORD.matcher(paragraph.substring(Math.max(from, end - TAIL), end).strip());
    if (!last.find()) {
      return false;
    }
    String word = last.group(1);
    boolean initial = word.codePointCount(0, word.length()) == 1 || word.contains(".");
    return initial
        || Character.isDigit(word.charAt(0))
        || ABBREVIATIONS.contains(word.toLowerCase(Locale.ROOT));
  }

  /// Near the middle: after a clause, after a word, after any character.
  private static int cut(String sentence) {
    int middle = sentence.length() / 2;
    for (String marks : List.of(";:,、，；\n", " ")) {
      for (int off = 0; off < sentence.length() / 4; off++) {
        for (int at : new int[] {middle - off, middle + off}) {
          if (marks.indexOf(sentence.charAt(at)) >= 0) {
            return at + 1;
          }
        }
      }
    }
    return Character.isLowSurrogate(sentence.charAt(middle)) ? middle + 1 : middle;
  }
}
