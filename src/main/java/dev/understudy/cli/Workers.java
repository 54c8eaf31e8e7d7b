package dev.understudy.cli;

import dev.understudy.model.Device;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Failures;
import dev.understudy.store.Json;
import dev.understudy.store.Temporaries;
import dev.understudy.train.ranks.LostRank;
import dev.understudy.train.ranks.Meeting;
import dev.understudy.train.ranks.Ranks;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The other processes of a training: this program again, each with its own part of the arithmetic.
/// They end by themselves when this one does, however it ends, since each waits for the end of its
/// standard input.
final class Workers implements AutoCloseable {
  private static final int LAST_WORDS = 6;
  private static final long GRACE_SECONDS = 10;
  private static final String GPUS = "CUDA_VISIBLE_DEVICES";

  private final Path folder;
  private final Meeting meeting;
  private final List<Process> processes = new ArrayList<>();
  private boolean done;

  private Workers(Path folder, Meeting meeting) {
    this.folder = folder;
    this.meeting = meeting;
  }

  /// Starts all but the first, which is this one. None is started for a training of one.
  ///
  /// @param work what to do
  /// @param recipe by which; it must have an example for each in every step
  /// @throws UserException when there cannot be so many
  static Workers start(Work work, Recipe recipe) {
    check(recipe);
    if (recipe.processes() == 1) {
      return new Workers(Path.of(""), new Meeting(Path.of(""), 0, 1, Meeting.PATIENCE));
    }
    try {
      Path folder = Temporaries.open(Files.createTempDirectory("understudy-ranks"));
      var workers =
          new Workers(folder, new Meeting(folder, 0, recipe.processes(), Meeting.PATIENCE));
      try {
        Json.write(folder.resolve(Work.FILE), work);
        recipe.write(folder.resolve(Work.RECIPE));
        for (int rank = 1; rank < recipe.processes(); rank++) {
          workers.start(rank);
        }
        return workers;
      } catch (IOException | RuntimeException e) {
        workers.close();
        throw e;
      }
    } catch (IOException e) {
      throw Failures.writing(Path.of(System.getProperty("java.io.tmpdir")), e);
    }
  }

  private static void check(Recipe recipe) {
    int processes = recipe.processes();
    int examples = recipe.data().examplesPerStep();
    if (examples < processes) {
      throw new UserException(
          "data.examples-per-step in the recipe",
          "is %d, but %d processes share the examples of a step, and each needs one"
              .formatted(examples, processes),
          "Set it to %d or a multiple of that, or train with fewer processes."
              .formatted(processes));
    }
    if (processes > 1 && Device.chosen().equals(Device.CUDA) && Device.gpus() < processes) {
      throw new UserException(
          "processes",
          "are %d, but there are %d GPUs, and each process takes one"
              .formatted(processes, Device.gpus()),
          "Train with fewer processes, or on the CPU: " + Device.VARIABLE + "=cpu.");
    }
  }

  private void start(int rank) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(isForAll())
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Worker.class.getName(), folder.toString(), Integer.toString(rank)));
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(rank).toFile());
    Map<String, String> environment = builder.environment();
    environment.put(GPUS, gpu(environment.get(GPUS), rank));
    processes.add(builder.start());
  }

  /// What this process was started with, but for what only one can have: its terminal, a debugger.
  private static Predicate<String> isForAll() {
    return Predicate.not(argument ->
        argument.startsWith("-Dunderstudy.err=")
            || argument.startsWith("-Dunderstudy.terminals=")
            || argument.startsWith("-agentlib:")
            || argument.startsWith("-Xrunjdwp"));
  }

  /// The only GPU a rank sees, of those its user lets us see.
  private static String gpu(@Nullable String visible, int rank) {
    String[] all = visible == null ? new String[0] : visible.split(",");
    return rank < all.length ? all[rank] : Integer.toString(rank);
  }

  private Path log(int rank) {
    return folder.resolve("rank-" + rank + ".log");
  }

  /// Waits until all are ready.
  ///
  /// @throws UserException when one has ended instead
  Ranks join() {
    return meeting.join(this::check);
  }

  private void check() {
    dead(0)
        .ifPresent(e -> {
          throw e;
        });
  }

  /// What to tell of a failure: when another process was lost, which one, and its last words.
  UserException blame(UserException failure) {
    return failure.getCause() instanceof LostRank ? dead(GRACE_SECONDS).orElse(failure) : failure;
  }

  /// The first that has ended, waited for.
  private Optional<UserException> dead(long seconds) {
    long deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    do {
      for (int i = 0; i < processes.size(); i++) {
        if (!processes.get(i).isAlive()) {
          return Optional.of(ended(i + 1, processes.get(i)));
        }
      }
    } while (System.nanoTime() < deadline && sleep());
    return Optional.empty();
  }

  private static boolean sleep() {
    try {
      Thread.sleep(20);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private UserException ended(int rank, Process process) {
    String words = lastWords(rank);
    return new UserException(
        "training, rank %d of %d".formatted(rank, meeting.count()),
        "its process %d has ended with status %d%s"
            .formatted(
                process.pid(), process.exitValue(), words.isEmpty() ? "" : ", saying\n" + words),
        "Checkpoints written before are whole: train with --run NAME --resume to go on.");
  }

  private String lastWords(int rank) {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log(rank)), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("WARNING:"))
              .toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size()));
    } catch (IOException _) {
      return "";
    }
  }

  /// The training is over in all: they may end in their own time.
  void done() {
    done = true;
  }

  @Override
  public void close() {
    for (Process process : processes) {
      end(process);
    }
    if (meeting.count() > 1) {
      AtomicFiles.delete(folder);
    }
  }

  private void end(Process process) {
    try {
      if (done) {
        process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
      }
      process.getOutputStream().close(); // at which it ends
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
