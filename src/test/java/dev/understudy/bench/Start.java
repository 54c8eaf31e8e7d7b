package dev.understudy.bench;

import dev.understudy.base.Bases;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.model.Native;
import dev.understudy.pipeline.RunManifest;
import dev.understudy.pipeline.Runs;
import dev.understudy.pipeline.Stopped;
import dev.understudy.pipeline.Upload;
import dev.understudy.recipe.Recipe;
import dev.understudy.train.Metric;
import dev.understudy.train.Renderer;
import dev.understudy.train.Trainer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/// Begins a training as `understudy train` does, stops it after its first step, and prints what
/// took how long, from the start of the process on. Run by `bench/start.sh`.
///
/// Usage: Start CHARACTER_FOLDER RECIPE RUN
public final class Start {
  private static final com.sun.management.OperatingSystemMXBean SYSTEM =
      (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private Start() {}

  public static void main(String[] args) {
    var phases = new Phases();
    phases.ends("starting Java");
    Recipe recipe = Recipe.read(Path.of(args[1]));
    Native.threads(Runtime.getRuntime().availableProcessors());
    Thread.ofPlatform().daemon().start(Native::load); // as the verb does
    var folder = new CharacterFolder(Path.of(args[0]));
    var base = new Bases().resolve(recipe.base());
    phases.next = "finding the base";
    Trainer trainer = new Trainer();
    phases.trainer = trainer;
    var upload = new Upload(folder, recipe, base, RunManifest.Purpose.TRAIN);
    try {
      upload.train(new Runs(folder.runs()).at(args[2]), false, trainer, phases);
    } catch (Stopped _) {
      // after its first step
    }
  }

  /// Prints each phase as it ends.
  private static final class Phases implements Upload.Listener {
    private final Instant started = ProcessHandle.current().info().startInstant().orElseThrow();
    private double wall;
    private double cpu;
    private String next = "";
    private Trainer trainer = new Trainer();

    void ends(String phase) {
      double nowWall = Duration.between(started, Instant.now()).toMillis() / 1e3;
      double nowCpu = SYSTEM.getProcessCpuTime() / 1e9;
      System.out.printf("| %s | %.2f | %.2f |%n", phase, nowWall - wall, nowCpu - cpu);
      wall = nowWall;
      cpu = nowCpu;
    }

    @Override
    public void preparing(String what) {
      ends(next);
      next = what;
    }

    @Override
    public void rendered(Renderer.Renderings learnt) {}

    @Override
    public void measuring(long step, int done, int all) {
      if (done == 0 && step == 0) {
        preparing("measuring the untrained model");
      }
    }

    @Override
    public void begun() {
      ends(next);
      System.out.printf("| **until the first step begins** | **%.2f** | **%.2f** |%n", wall, cpu);
    }

    @Override
    public void stepped(Metric metric, double done, double secondsLeft) {
      if (metric.step() == 1) {
        ends("the first step");
        trainer.stop();
      }
    }
  }
}
