package dev.understudy.person;

import java.util.List;

/// Something an interviewer asks.
public sealed interface Question {
  String id();

  String text();

  /// Something the character knew. An answer is right when each group of `expect` has an
  /// alternative in it.
  record Known(String id, String text, String memory, List<List<String>> expect, boolean told)
      implements Question {
    public Known {
      expect = expect.stream().map(List::copyOf).toList();
    }
  }

  /// Something the character cannot know or be. `reserved`: its `names` occur in no training scene.
  record Trap(String id, String text, String category, List<String> names, boolean reserved)
      implements Question {
    public Trap {
      names = List.copyOf(names);
    }
  }

  /// Asked by the demo, before and after.
  record Shown(String id, String text, boolean trap) implements Question {}
}
