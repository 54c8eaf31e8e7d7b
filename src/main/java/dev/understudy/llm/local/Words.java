package dev.understudy.llm.local;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One of some fixed texts, none of which begins with another.
final class Words implements Part {
  /// All words with a common beginning.
  private static final class Node {
    private final Map<Integer, Node> next = new TreeMap<>();
    private long fewest = Place.NEVER;
  }

  private final Node root = new Node();

  Words(List<String> words, Spelling spelling) {
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      long[] fewest = spelling.fewestFrom(bytes);
      Node node = root;
      node.fewest = Math.min(node.fewest, fewest[0]);
      for (int i = 0; i < bytes.length; i++) {
        node = node.next.computeIfAbsent(bytes[i] & 0xFF, _ -> new Node());
        node.fewest = Math.min(node.fewest, fewest[i + 1]);
      }
    }
  }

  @Override
  public Place start(Place.Rest after) {
    return new Inside(root, after);
  }

  @Override
  public long fewest() {
    return root.fewest;
  }

  private record Inside(Node node, Place.Rest after) implements Place {
    @Override
    public @Nullable Place next(int b) {
      Node next = node.next.get(b);
      if (next == null) {
        return null;
      }
      return next.next.isEmpty() ? after.place() : new Inside(next, after);
    }

    @Override
    public long fewest() {
      return node.fewest + after.fewest();
    }
  }
}
