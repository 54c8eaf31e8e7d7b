package dev.understudy.pipeline;

import dev.understudy.store.Json;
import java.nio.file.Files;
import java.nio.file.Path;

/// One training of a character: its folder, and what stands in it.
public record Run(Path folder) {
  static final String SHIPPED = "shipped";
  static final String FULL_WEIGHTS = "model.safetensors";

  public String name() {
    return folder.getFileName().toString();
  }

  public Path recipe() {
    return folder.resolve("recipe.yaml");
  }

  public Path metrics() {
    return folder.resolve("metrics.jsonl");
  }

  public Path checkpoints() {
    return folder.resolve("checkpoints");
  }

  /// Event files for TensorBoard, where they were asked for.
  public Path tensorBoard() {
    return folder.resolve("tensorboard");
  }

  public Path manifestFile() {
    return folder.resolve("run.json");
  }

  public boolean isFinished() {
    return Files.isRegularFile(manifestFile());
  }

  public boolean isShipped() {
    return name().equals(SHIPPED);
  }

  public RunManifest manifest() {
    return Json.read(manifestFile(), RunManifest.class);
  }
}
