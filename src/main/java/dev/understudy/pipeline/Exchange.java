package dev.understudy.pipeline;

import dev.understudy.model.Finish;
import dev.understudy.recall.Recalled;
import dev.understudy.recall.Recollection;
import java.util.List;

/// What a partner said, what came to the character's mind at it, what the model wrote as his reply,
/// and why it ended.
public record Exchange(String said, Recollection recollection, String reply, Finish finish) {
  public List<Recalled> remembered() {
    return recollection.memories();
  }

  /// The reply without thoughts.
  public String spoken() {
    return Thoughts.spoken(reply);
  }
}
