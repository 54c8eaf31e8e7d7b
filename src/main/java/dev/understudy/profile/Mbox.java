package dev.understudy.profile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Cuts a box of letters at the lines that begin with `From ` after a blank one (format `mboxrd`).
final class Mbox {
  private Mbox() {}

  static List<byte[]> letters(byte[] box) {
    var letters = new ArrayList<byte[]>();
    var letter = new StringBuilder();
    boolean blank = true;
    for (String line : new String(box, StandardCharsets.ISO_8859_1).split("\r?\n", -1)) {
      if (blank && line.startsWith("From ")) {
        add(letters, letter);
      } else {
        boolean quoted = line.startsWith(">") && line.replaceFirst("^>+", "").startsWith("From ");
        letter.append(quoted ? line.substring(1) : line).append("\r\n");
      }
      blank = line.isEmpty();
    }
    add(letters, letter);
    return letters;
  }

  private static void add(List<byte[]> letters, StringBuilder letter) {
    if (!letter.toString().isBlank()) {
      letters.add(letter.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
    letter.setLength(0);
  }
}
