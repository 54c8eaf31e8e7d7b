package dev.understudy.cli;

import dev.understudy.pipeline.Plan;
import dev.understudy.train.MemoryPlan;
import dev.understudy.train.TimePlan;
import dev.understudy.train.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A plan for people to read.
final class PlanText {
  private PlanText() {}

  static List<String> lines(Plan plan) {
    MemoryPlan m = plan.memory();
    Workload work = plan.work();
    var lines = new ArrayList<String>();
    lines.add("memory, counted");
    lines.add(memory("weights", m.weights(), "frozen ones and those that learn"));
    lines.add(memory("gradients", m.gradients(), ""));
    lines.add(memory("optimizer", m.optimizer(), ""));
    int tokens = work.learn().max(work.measure()).tokens();
    lines.add(memory("activations", m.activations(), "passes of up to " + tokens + " tokens"));
    lines.add(memory("other", m.other(), "Java and libraries"));
    String left =
        plan.available().map(all -> "of " + mib(all) + " MiB that may be taken").orElse("");
    lines.add(memory("together", m.total(), left));
    lines.add(
        plan.time().map(PlanText::time).orElse("time: not measured, there is not enough memory"));
    return lines;
  }

  private static String memory(String part, long bytes, String about) {
    return String.format(Locale.ROOT, "  %-12s%8d MiB  %s", part, mib(bytes), about)
        .stripTrailing();
  }

  private static String time(TimePlan t) {
    return String.format(
        Locale.ROOT,
        "time, from %d steps on these examples: %.0f tokens/s; %d steps in %s with all measurements",
        t.timedSteps(),
        t.tokensPerSecond(),
        t.steps(),
        TrainLine.time(t.seconds()));
  }

  private static long mib(long bytes) {
    return Math.round(bytes / (double) (1 << 20));
  }
}
