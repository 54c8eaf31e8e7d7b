package dev.understudy.bench;

import dev.understudy.model.ModelConfig;
import dev.understudy.model.Weights;
import dev.understudy.store.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Lets ours and the peer train in turns and prints speed, memory and their ratio. Run by
/// `bench/train.sh`.
public final class TrainCompare {
  private static final int WARM = 2;

  private TrainCompare() {}

  /// @param way what learns, as [TrainWork] has it
  /// @param heldOut examples whose loss at the end is compared; none where only speed is
  record Setting(
      String name,
      String way,
      int perStep,
      int steps,
      List<TrainWork.Given> examples,
      List<TrainWork.Given> heldOut) {}

  public static void main(String[] args) throws IOException, InterruptedException {
    ModelConfig config;
    try (Weights weights = Weights.load(Path.of(args[0]))) {
      config = weights.config();
    }
    System.out.println(
        "| setting | | tokens/s | peak MiB | share of matrix peak, executed (nominal) | held-out loss |");
    System.out.println("|---|---|---|---|---|---|");
    String what = args.length > 3 ? args[3] : "short";
    if (what.equals("checkpointing")) {
      checkpointing(args, config);
      return;
    }
    for (Setting s : settings(args[0], what, config)) {
      Path examples = write(s.examples());
      Path heldOut = write(s.heldOut());
      var ours = new ArrayList<TrainWork.Result>();
      var theirs = new ArrayList<TrainWork.Result>();
      for (int round = 0; round < Integer.parseInt(args[2]); round++) {
        ours.add(run(ours(args[0]), false, examples, s, heldOut));
        theirs.add(run(theirs(args), false, examples, s, heldOut));
      }
      Files.delete(examples);
      Files.delete(heldOut);
      print(s, config, ours, theirs);
    }
  }

  /// Both sides with gradient checkpointing and without, in turns.
  private static void checkpointing(String[] args, ModelConfig config)
      throws IOException, InterruptedException {
    Setting s = settings(args[0], "short", config).getLast();
    Path examples = write(s.examples());
    Path heldOut = write(s.heldOut());
    var results = new ArrayList<List<TrainWork.Result>>();
    for (int i = 0; i < 4; i++) {
      results.add(new ArrayList<>());
    }
    for (int round = 0; round < Integer.parseInt(args[2]); round++) {
      for (int i = 0; i < 4; i++) {
        List<String> command = i < 2 ? ours(args[0]) : theirs(args);
        results.get(i).add(run(command, i % 2 == 1, examples, s, heldOut));
      }
    }
    Files.delete(examples);
    Files.delete(heldOut);
    print(s, config, results.get(0), results.get(2));
    var again =
        new Setting(
            s.name() + ", checkpointing",
            s.way(),
            s.perStep(),
            s.steps(),
            s.examples(),
            s.heldOut());
    print(again, config, results.get(1), results.get(3));
    double mine = memory(results.get(1));
    System.out.printf(
        "Ours with checkpointing takes %.2f of the peer's memory without, %.2f of the peer's with; losses equal to the bit: %s%n",
        mine / memory(results.get(2)),
        mine / memory(results.get(3)),
        results.get(0).getFirst().losses().equals(results.get(1).getFirst().losses()));
  }

  /// Made-up tokens for speed: `short`, `long` or `full`. A number is that of steps on the demo's
  /// own scenes.
  private static List<Setting> settings(String base, String what, ModelConfig config) {
    List<TrainWork.Given> scenes =
        examples(List.of(201, 268, 229, 240, 212, 251, 244), 0.44, config);
    List<TrainWork.Given> pair = examples(List.of(512, 512), 1, config);
    return switch (what) {
      case "short" ->
          List.of(
              new Setting(
                  "1 example of about 235 tokens, 44 % targets",
                  TrainWork.LORA, 1, 14, scenes, List.of()),
              new Setting(
                  "2 examples of 512 tokens, all targets", TrainWork.LORA, 2, 6, pair, List.of()));
      case "full" ->
          List.of(
              new Setting(
                  "all weights, 1 example of about 235 tokens, 44 % targets",
                  TrainWork.FULL, 1, 14, scenes, List.of()),
              new Setting(
                  "all weights, 2 examples of 512 tokens, all targets",
                  TrainWork.FULL,
                  2,
                  6,
                  pair,
                  List.of()));
      case "long" ->
          List.of(
              new Setting(
                  "2 scenes of 512 to 1024 tokens, 44 % targets, packed",
                  TrainWork.LORA_PACKED,
                  2,
                  8,
                  examples(List.of(731, 540, 987, 625, 880, 574, 1024, 512), 0.44, config),
                  List.of()));
      default -> List.of(DemoScenes.setting(Path.of(base), Integer.parseInt(what)));
    };
  }

  private static Path write(List<TrainWork.Given> examples) throws IOException {
    Path file = Files.createTempFile("examples", ".json");
    Files.writeString(file, Json.mapper().writeValueAsString(examples));
    return file;
  }

  private static void print(
      Setting s, ModelConfig config, List<TrainWork.Result> ours, List<TrainWork.Result> theirs) {
    double mine = speed(ours);
    double peer = speed(theirs);
    double peak = ours.stream().mapToDouble(TrainWork.Result::matrixGflops).max().orElseThrow();
    double executed = Work.of(config, s, true).perToken() * mine / 1e9 / peak;
    double nominal = Work.of(config, s, false).perToken() * mine / 1e9 / peak;
    double nominalPeer = Work.of(config, s, false).perToken() * peer / 1e9 / peak;
    System.out.printf(
        "| %s | ours | %.0f | %.0f | %.0f %% (%.0f %%) of %.0f GFLOP/s | %s |%n",
        s.name(), mine, memory(ours), 100 * executed, 100 * nominal, peak, heldOut(ours));
    System.out.printf(
        "| | transformers + PEFT | %.0f | %.0f | (%.0f %%) | %s |%n",
        peer, memory(theirs), 100 * nominalPeer, heldOut(theirs));
    System.out.printf(
        "| | **ratio** | **%.2f** | **%.2f** | | |%n", mine / peer, memory(ours) / memory(theirs));
  }

  /// Tokens a second of the median step, best round: other load on the machine only ever takes
  /// away.
  private static double speed(List<TrainWork.Result> rounds) {
    return rounds.stream()
        .mapToDouble(r -> {
          double[] rates = new double[r.tokens().size() - WARM];
          for (int i = 0; i < rates.length; i++) {
            rates[i] = r.tokens().get(i + WARM) / r.seconds().get(i + WARM);
          }
          Arrays.sort(rates);
          return rates[rates.length / 2];
        })
        .max()
        .orElseThrow();
  }

  private static String heldOut(List<TrainWork.Result> rounds) {
    double loss = rounds.getFirst().heldOut();
    return Double.isNaN(loss) ? "" : "%.3f".formatted(loss);
  }

  private static double memory(List<TrainWork.Result> rounds) {
    return rounds.stream().mapToDouble(TrainWork.Result::peakMiB).max().orElseThrow();
  }

  /// Floating-point operations of one step, a multiplication and an addition counting two.
  ///
  /// Executed: what our step does. Nominal: the same training with all positions through the head,
  /// the whole square of attention and nothing left out, as it is usually counted.
  record Work(double operations, double tokens) {
    static Work of(ModelConfig c, Setting s, boolean executed) {
      double width = c.width();
      double kv = (double) c.kvHeads() * c.headDim();
      double q = (double) c.heads() * c.headDim();
      double linear = width * (q + 2 * kv) + q * width + 3 * width * c.feedForward();
      boolean full = s.way().equals(TrainWork.FULL);
      double perWeight =
          full ? 6 : 4; // forward, back to the input, and back to a weight that learns
      double lora = 16 * (width + q + 2 * (width + kv) + q + width + 3 * (width + c.feedForward()));
      double tokens = 0;
      double operations = 0;
      for (TrainWork.Given example : s.examples()) {
        int length = example.tokens().length;
        double n = executed ? length - 1 : length;
        double targets = executed ? targets(example) : length;
        double square = executed ? n * (n + 64) / 2 : n * n;
        operations +=
            c.layers() * (perWeight * n * linear + (full ? 0 : 6 * n * lora) + 14 * square * q);
        if (executed) {
          operations -= perWeight * (n - targets) * (q * width + 3 * width * c.feedForward());
        }
        operations += perWeight * targets * width * c.vocabulary();
        tokens += length;
      }
      return new Work(operations, tokens);
    }

    private static double targets(TrainWork.Given example) {
      int count = 0;
      for (boolean target : example.target()) {
        count += target ? 1 : 0;
      }
      return count;
    }

    double perToken() {
      return operations / tokens;
    }
  }

  /// @param targets share of the tokens that are to be predicted, at each example's end
  private static List<TrainWork.Given> examples(
      List<Integer> lengths, double targets, ModelConfig config) {
    var random = new Random(1);
    var examples = new ArrayList<TrainWork.Given>();
    for (int length : lengths) {
      boolean[] target = new boolean[length];
      for (int i = 1; i < length; i++) {
        target[i] = i >= length * (1 - targets);
      }
      examples.add(
          new TrainWork.Given(random.ints(length, 0, config.vocabulary()).toArray(), target));
    }
    return examples;
  }

  private static List<String> ours(String base) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx512m",
        "-Dorg.bytedeco.javacpp.maxphysicalbytes=0", // else four times the heap is the limit
        "--add-modules=jdk.incubator.vector",
        "--enable-native-access=ALL-UNNAMED",
        "-Dorg.bytedeco.openblas.load=mkl_rt",
        "-cp",
        System.getProperty("java.class.path"),
        TrainWork.class.getName(),
        base);
  }

  private static List<String> theirs(String[] args) {
    return List.of(args[1], "bench/train_peer.py", args[0]);
  }

  private static TrainWork.Result run(
      List<String> command, boolean checkpointing, Path examples, Setting s, Path heldOut)
      throws IOException, InterruptedException {
    var words = new ArrayList<>(command);
    words.addAll(
        List.of(
            examples.toString(),
            Integer.toString(s.perStep()),
            Integer.toString(s.steps()),
            s.way()));
    if (!s.heldOut().isEmpty()) {
      words.add(heldOut.toString());
    }
    var builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD);
    if (checkpointing) {
      builder.environment().put("CHECKPOINTING", "1");
    }
    Process process = builder.start();
    List<String> lines = process.inputReader().lines().toList();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", words) + " failed");
    }
    return Json.mapper().readValue(lines.getLast(), TrainWork.Result.class);
  }
}
