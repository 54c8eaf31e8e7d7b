package dev.understudy.llm;

import dev.understudy.store.Journal;

/// Sees to it that calls stay within the budget. Before a call begins, the most it can use is held
/// back; when that is too much, it waits for those in flight to tell what they really used. Only
/// when none is in flight and it is still too much, the budget is spent.
final class Spending {
  private final LlmSettings settings;
  private double money;
  private long tokens;
  private double heldMoney;
  private long heldTokens;
  private int inFlight;

  /// @param before what the journal holds already
  Spending(LlmSettings settings, Journal.Total before) {
    this.settings = settings;
    this.money = before.cost();
    this.tokens = before.tokens();
  }

  /// Lets a call begin that uses `most` at most.
  ///
  /// @throws LlmException.BudgetSpent when there is not so much left
  synchronized void hold(Usage most) throws InterruptedException {
    while (!fits(most)) {
      if (inFlight == 0) {
        throw spent(most);
      }
      wait();
    }
    inFlight++;
    heldMoney += settings.cost(most);
    heldTokens += most.total();
  }

  /// A call that was let begin has ended.
  synchronized void settle(Usage most, Usage used) {
    inFlight--;
    heldMoney = inFlight == 0 ? 0 : heldMoney - settings.cost(most); // no sum of rounding errors
    heldTokens -= most.total();
    money += settings.cost(used);
    tokens += used.total();
    notifyAll();
  }

  private boolean fits(Usage most) {
    return settings
        .budget()
        .allows(money + heldMoney + settings.cost(most), tokens + heldTokens + most.total());
  }

  private LlmException spent(Usage most) {
    return new LlmException.BudgetSpent(
        "the budget of %s is used up: %s are spent, and the next call may take %,d tokens%s"
            .formatted(
                settings.budget().told(),
                told(money, tokens),
                most.total(),
                settings.price().map(p -> " (%.4f in money)".formatted(p.of(most))).orElse("")));
  }

  private String told(double inMoney, long inTokens) {
    return settings.price().isEmpty()
        ? "%,d tokens".formatted(inTokens)
        : "%.4f in money, %,d tokens".formatted(inMoney, inTokens);
  }
}
