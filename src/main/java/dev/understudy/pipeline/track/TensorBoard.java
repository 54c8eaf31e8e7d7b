package dev.understudy.pipeline.track;

import dev.understudy.train.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes event files for TensorBoard into a folder: `tensorboard --logdir FOLDER`.
public final class TensorBoard implements Tracker {
  private final Path folder;
  private final Consumer<String> failed;
  private final Map<String, Double> untrained = new LinkedHashMap<>();
  private final Map<String, Double> measured = new LinkedHashMap<>();
  private @Nullable EventFile file;
  private boolean begun;
  private boolean stepped;
  private long last;

  /// @param failed is told when events can't be written any more
  public TensorBoard(Path folder, Consumer<String> failed) {
    this.folder = folder;
    this.failed = failed;
  }

  private interface Writing {
    void to(EventFile file) throws IOException;
  }

  private void write(Writing what) {
    try {
      if (file != null) {
        what.to(file);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private void fail(IOException e) {
    failed.accept(
        "no more events for TensorBoard: %s can't be written (%s)"
            .formatted(folder, e.getMessage()));
    close();
  }

  @Override
  public void begun() {
    begun = true;
    try {
      file = EventFile.in(folder);
    } catch (IOException e) {
      fail(e);
    }
  }

  @Override
  public void stepped(Metric metric, double done, double secondsLeft) {
    if (!stepped) {
      stepped = true;
      write(f -> f.startAt(metric.step()));
      if (!untrained.isEmpty()) {
        write(f -> f.scalars(0, untrained));
      }
    }
    Map<String, Double> all = Scalars.of(metric);
    all.putAll(measured);
    measured.clear();
    write(f -> f.scalars(metric.step(), all));
  }

  @Override
  public void measured(long step, double heldOut) {
    (begun ? measured : untrained).put(Scalars.HELD_OUT, heldOut);
    last = step;
  }

  @Override
  public void asked(long step, double leaks) {
    measured.put(Scalars.LEAKS, leaks);
    last = step;
  }

  /// The measurement at the end comes after the last step.
  @Override
  public void end(Ending ending) {
    if (!measured.isEmpty()) {
      write(f -> f.scalars(last, measured));
    }
    close();
  }

  private void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      failed.accept(folder + ": " + e.getMessage());
    }
    file = null;
  }
}
