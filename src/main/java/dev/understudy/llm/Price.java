package dev.understudy.llm;

/// What a million tokens cost, read and written, in whatever money the budget is told in.
public record Price(double input, double output) {
  private static final double MILLION = 1_000_000;

  public double of(Usage usage) {
    return (usage.input() * input + usage.output() * output) / MILLION;
  }
}
