package dev.understudy.pipeline.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One axis of a chart: what it spans and where its ticks are.
///
/// @param log whether equal ways are equal factors
record Axis(double low, double high, boolean log, List<Double> ticks) {
  /// Where the largest value is so many times the median, only a logarithm shows both.
  private static final double WIDE = 20;

  /// @param fromZero whether the axis begins at zero, so that lengths can be compared
  /// @param wanted about how many ticks
  static Axis of(List<Double> values, boolean fromZero, int wanted) {
    double[] sorted =
        values.stream().mapToDouble(v -> v).filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0) {
      return new Axis(0, 1, false, List.of(0.0, 1.0));
    }
    double min = sorted[0];
    double max = sorted[sorted.length - 1];
    if (min > 0 && max > WIDE * sorted[sorted.length / 2]) {
      return logarithmic(min, max);
    }
    double from = fromZero ? Math.min(0, min) : min;
    double span = max > from ? max - from : Math.max(1e-9, Math.abs(max));
    double step = nice(span / wanted);
    double low = Math.floor(from / step + 1e-9) * step;
    double high = Math.ceil(max / step - 1e-9) * step;
    if (high <= low) {
      high = low + step;
    }
    var ticks = new ArrayList<Double>();
    for (int i = 0; low + i * step <= high + step / 2; i++) {
      ticks.add(low + i * step);
    }
    return new Axis(low, high, false, List.copyOf(ticks));
  }

  private static Axis logarithmic(double min, double max) {
    double low = Math.pow(10, Math.floor(Math.log10(min)));
    double high = Math.pow(10, Math.ceil(Math.log10(max)));
    int decades = (int) Math.round(Math.log10(high / low));
    var ticks = new ArrayList<Double>();
    for (int i = 0; i <= decades; i += Math.max(1, (decades + 4) / 5)) {
      ticks.add(low * Math.pow(10, i));
    }
    return new Axis(low, high, true, List.copyOf(ticks));
  }

  /// Steps from `first` to `last`, with ticks at round numbers.
  static Axis steps(long first, long last, int wanted) {
    double step = Math.max(1, nice((last - first) / (double) wanted));
    var ticks = new ArrayList<Double>();
    for (double at = Math.ceil(first / step) * step; at <= last; at += step) {
      ticks.add(at);
    }
    return new Axis(first, Math.max(last, first + 1), false, List.copyOf(ticks));
  }

  /// 1, 2 or 5 times a power of ten, at least `step`.
  private static double nice(double step) {
    double power = Math.pow(10, Math.floor(Math.log10(step)));
    double times = step / power;
    return (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10) * power;
  }

  /// Where a value lies, 0 to 1.
  double at(double value) {
    double share =
        log
            ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
            : (value - low) / (high - low);
    return Math.clamp(share, 0, 1);
  }

  /// A number as people read it: as many digits as tell neighbouring ticks apart.
  String label(double tick) {
    double step = ticks.size() > 1 && !log ? ticks.get(1) - ticks.getFirst() : Math.abs(tick);
    if (tick == 0 || Math.abs(tick) < step / 1e6) {
      return "0";
    }
    if (Math.abs(tick) >= 1e6 || Math.abs(tick) < 1e-4) {
      return String.format(Locale.ROOT, "%.1e", tick)
          .replace(".0e", "e")
          .replaceAll("e([+-])0", "e$1");
    }
    int digits = (int) Math.clamp(Math.ceil(-Math.log10(step) - 1e-9), 0, 6);
    return String.format(Locale.ROOT, "%,." + digits + "f", tick);
  }
}
