package dev.understudy.profile;

import dev.understudy.profile.Content.About;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Plain text and Markdown.
record TextReader() implements SourceReader {
  private static final Pattern GUTENBERG =
      Pattern.compile(
          "(?s)\\A.{0,20000}?\\*\\*\\* ?START OF [^\n]{0,300}\\*\\*\\*\n(.*?)(?:\n\\*\\*\\* ?END OF [^\n]{0,300}.*)?\\z");

  @Override
  public String format(Raw raw) {
    return isMarkdown(raw) ? "Markdown" : "text";
  }

  @Override
  public boolean reads(Raw raw) {
    return true;
  }

  @Override
  public Content read(Raw raw, Names names) throws SourceException {
    String text = raw.text().replace("\r\n", "\n").replace('\r', '\n');
    var notes = new ArrayList<String>();
    if (!raw.decoded().note().isEmpty()) {
      notes.add(raw.decoded().note());
    }
    if (isMarkdown(raw)) {
      return Markdown.read(text, raw.title(), notes);
    }
    Matcher framed = GUTENBERG.matcher(text);
    if (framed.matches()) {
      notes.add("the frame of Project Gutenberg left out");
      text = framed.group(1);
    }
    var whole = new Content.Section("", 0, Paragraphs.of(text));
    return new Content.Document(About.titled(raw.title()), List.of(whole), notes);
  }

  private static boolean isMarkdown(Raw raw) {
    return raw.ends("md", "markdown");
  }
}
