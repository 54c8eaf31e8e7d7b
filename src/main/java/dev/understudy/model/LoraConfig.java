package dev.understudy.model;

import java.util.List;

/// How low-rank corrections are laid over a base, LoRA (Hu et al. 2021), with PEFT's names and
/// meaning.
///
/// @param rank of each correction, at least 1
/// @param alpha corrections count `alpha / rank` times
/// @param dropout probability of an input of a correction being dropped while training, 0 to below
///   1
/// @param targets which modules of every block, e.g. `q_proj`
/// @param rslora whether they count `alpha / sqrt(rank)` times instead, rsLoRA (Kalajdzievski 2023)
/// @param dora whether each row of the corrected weights has a length of its own that is learnt,
///   DoRA (Liu et al. 2024)
public record LoraConfig(
    int rank, double alpha, double dropout, List<String> targets, boolean rslora, boolean dora) {
  /// All linear modules of a block, in the order in which the fused products hold them.
  public static final List<String> ALL_LINEAR =
      List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  public LoraConfig {
    if (rank < 1 || !(alpha > 0) || !(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "rank %d, alpha %s, dropout %s".formatted(rank, alpha, dropout));
    }
    for (String target : targets) {
      if (!ALL_LINEAR.contains(target)) {
        throw new IllegalArgumentException(target + " is none of " + ALL_LINEAR);
      }
    }
    targets = ALL_LINEAR.stream().filter(targets::contains).toList();
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("no targets");
    }
  }

  /// Plain LoRA.
  public LoraConfig(int rank, double alpha, double dropout, List<String> targets) {
    this(rank, alpha, dropout, targets, false, false);
  }

  /// What `B A x` is multiplied with.
  public double scale() {
    return scale(rank, alpha);
  }

  /// The same of a module with a rank and alpha of its own.
  double scale(int ownRank, double ownAlpha) {
    return ownAlpha / (rslora ? Math.sqrt(ownRank) : ownRank);
  }
}
