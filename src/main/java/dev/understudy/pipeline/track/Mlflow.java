package dev.understudy.pipeline.track;

import dev.understudy.pipeline.track.MlflowServer.Entry;
import dev.understudy.pipeline.track.MlflowServer.Point;
import dev.understudy.problem.UserException;
import dev.understudy.store.Json;
import dev.understudy.train.Metric;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Logs a training to an MLflow server, from a thread of its own, so that a slow server holds no
/// step up. What could not be sent is kept and tried again with the next numbers.
public final class Mlflow implements Tracker {
  private static final int MOST_POINTS = 1000; // of one call, by the API
  private static final int MOST_PARAMS = 100;
  private static final int LONGEST = 500;
  private static final int MOST_WAITING = 200_000;
  private static final int EVERY_SECONDS = 2;
  private static final int END_SECONDS = 20;

  /// What is logged under which name.
  ///
  /// @param kept a file for the run's id, so that a resumed training goes on with it
  public record Log(
      URI server,
      String experiment,
      String run,
      Map<String, String> params,
      Map<String, String> tags,
      Path kept) {}

  /// @param server it was logged to
  record Kept(String server, String run) {}

  private final Log log;
  private final MlflowServer server;
  private final Consumer<String> failed;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("mlflow").factory());
  private final Deque<Point> waiting = new ArrayDeque<>();
  private @Nullable String run;
  private boolean described;
  private boolean told;
  private boolean begun;

  /// @param failed is told once when the server can't be reached
  /// @throws UserException when `log.server()` is no address of a server
  public Mlflow(Log log, Consumer<String> failed) {
    checked(log.server());
    this.log = log;
    this.failed = failed;
    server = new MlflowServer(log.server());
  }

  /// @throws UserException when it is none of a server
  public static URI checked(URI server) {
    String scheme = server.getScheme() == null ? "" : server.getScheme();
    if (!scheme.matches("(?i)https?") || server.getHost() == null) {
      throw new UserException(
          "--mlflow " + server,
          "is no address of an MLflow server: wanted http:// or https://",
          "For a folder or a database start a server on it: mlflow server --backend-store-uri"
              + " sqlite:///mlflow.db, and give its address, e.g. http://127.0.0.1:5000.");
    }
    return server;
  }

  @Override
  public void begun() {
    begun = true;
    ScheduledFuture<?> _ =
        thread.scheduleWithFixedDelay(this::send, 0, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void stepped(Metric metric, double done, double secondsLeft) {
    Scalars.of(metric).forEach((name, value) -> add(name, value, metric.step()));
  }

  @Override
  public void measured(long step, double heldOut) {
    add(Scalars.HELD_OUT, heldOut, step);
  }

  @Override
  public void asked(long step, double leaks) {
    add(Scalars.LEAKS, leaks, step);
  }

  @Override
  public void end(Ending ending) {
    if (begun) {
      try {
        thread.submit(() -> finish(ending)).get(END_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        tell(String.valueOf(e.getCause()));
      } catch (TimeoutException e) {
        tell("it took longer than " + END_SECONDS + " s at the end");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    thread.shutdownNow();
    server.close();
  }

  private void finish(Ending ending) {
    send();
    String status =
        switch (ending) {
          case FINISHED -> "FINISHED";
          case STOPPED -> "KILLED";
          case FAILED -> "FAILED";
        };
    try {
      if (run != null) {
        server.end(run, status, System.currentTimeMillis());
      }
    } catch (IOException e) {
      tell(said(e));
    }
    int left = left();
    if (left > 0) {
      failed.accept(
          "%d numbers could not be sent to MLflow; all are in metrics.jsonl.".formatted(left));
    }
  }

  /// Numbers that are none, and more than a server could ever take in, are left out.
  private void add(String key, double value, long step) {
    synchronized (waiting) {
      if (Double.isFinite(value) && waiting.size() < MOST_WAITING) {
        waiting.add(new Point(key, value, System.currentTimeMillis(), step));
      }
    }
  }

  private int left() {
    synchronized (waiting) {
      return waiting.size();
    }
  }

  /// All that waits, as far as the server takes it.
  private void send() {
    try {
      String id = run == null ? open() : run;
      describe(id);
      for (List<Point> next = next(); !next.isEmpty(); next = next()) {
        server.metrics(id, next);
        synchronized (waiting) {
          next.forEach(point -> waiting.remove());
        }
      }
    } catch (IOException e) {
      tell(said(e));
    } catch (UserException e) { // the file with its id
      tell(String.valueOf(e.getMessage()));
    }
  }

  private List<Point> next() {
    synchronized (waiting) {
      return waiting.stream().limit(MOST_POINTS).toList();
    }
  }

  private String open() throws IOException {
    if (Files.isRegularFile(log.kept())) {
      Kept kept = Json.read(log.kept(), Kept.class);
      if (kept.server().equals(server.address())) {
        server.goOn(kept.run());
        described = true;
        run = kept.run();
        return run;
      }
    }
    String experiment = server.experiment(log.experiment());
    String id =
        server.createRun(experiment, log.run(), System.currentTimeMillis(), entries(log.tags()));
    run = id;
    Json.write(log.kept(), new Kept(server.address(), id));
    return id;
  }

  private void describe(String id) throws IOException {
    List<Entry> params = described ? List.of() : entries(log.params());
    for (int i = 0; i < params.size(); i += MOST_PARAMS) {
      server.params(id, params.subList(i, Math.min(params.size(), i + MOST_PARAMS)));
    }
    described = true;
  }

  private static List<Entry> entries(Map<String, String> map) {
    var entries = new ArrayList<Entry>();
    map.forEach((key, value) -> entries.add(new Entry(key, cut(value))));
    return entries;
  }

  private static String cut(String value) {
    return value.length() <= LONGEST ? value : value.substring(0, LONGEST - 2) + " …";
  }

  private static String said(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private synchronized void tell(String why) {
    if (!told) {
      told = true;
      failed.accept(
          "MLflow at %s can't be written: %s. Training goes on; metrics.jsonl has all numbers."
              .formatted(server.address(), why));
    }
  }
}
