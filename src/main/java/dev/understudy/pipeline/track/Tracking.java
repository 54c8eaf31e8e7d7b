package dev.understudy.pipeline.track;

import java.net.URI;
import java.util.Optional;

/// Where a training's numbers go besides its own log.
///
/// @param tensorBoard whether event files are written into the run's folder
/// @param mlflow the address of an MLflow server
public record Tracking(boolean tensorBoard, Optional<URI> mlflow) {
  public static final Tracking NONE = new Tracking(false, Optional.empty());

  public Tracking {
    mlflow.ifPresent(Mlflow::checked);
  }
}
