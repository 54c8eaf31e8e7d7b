package dev.understudy.llm;

import dev.understudy.store.Hashes;
import java.nio.charset.StandardCharsets;

/// Marks text from a source as data: between two marks that the text itself cannot hold, because
/// they are named by its hash. The prompt around it says that nothing between them is an order.
public final class Fence {
  private Fence() {}

  public static String around(String text) {
    String mark = mark(text);
    return "<source " + mark + ">\n" + text.strip() + "\n</source " + mark + ">";
  }

  private static String mark(String text) {
    String mark = Hashes.sha256(text.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
    return text.contains(mark) ? mark(text + mark) : mark;
  }
}
