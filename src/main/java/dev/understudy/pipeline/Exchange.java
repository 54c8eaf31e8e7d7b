package dev.understudy.pipeline;

import dev.understudy.model.Finish;
import dev.understudy.recall.Recalled;
import java.util.List;

/// What a partner said, what the character remembered at it, what the model wrote as his reply, and
/// why it ended.
public record Exchange(String said, List<Recalled> remembered, String reply, Finish finish) {
  public Exchange {
    remembered = List.copyOf(remembered);
  }

  /// The reply without thoughts.
  public String spoken() {
    return Thoughts.spoken(reply);
  }
}
