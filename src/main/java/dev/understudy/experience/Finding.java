package dev.understudy.experience;

import java.util.List;
import java.util.Locale;

/// One thing the checker looked at: how much was found, how much is wanted, and where it is wrong.
///
/// @param found a count, or a share from 0 to 1
/// @param wanted such as `at least 120`; empty when the number is only told
/// @param reasons what is wrong or worth a look, each beginning with its place
public record Finding(
    String name, double found, String wanted, boolean passed, List<String> reasons) {
  public Finding {
    reasons = List.copyOf(reasons);
  }

  static Finding atLeast(String name, double found, double bound, List<String> reasons) {
    return new Finding(name, found, "at least " + number(bound), found >= bound, reasons);
  }

  static Finding atLeast(String name, double found, double bound) {
    return atLeast(name, found, bound, List.of());
  }

  /// Every reason counts, and none is wanted.
  static Finding none(String name, List<String> reasons) {
    return new Finding(name, reasons.size(), "0", reasons.isEmpty(), reasons);
  }

  static Finding told(String name, double found, List<String> reasons) {
    return new Finding(name, found, "", true, reasons);
  }

  /// Without the reasons: `experiences: 121 (wanted at least 120)`.
  @Override
  public String toString() {
    return name + ": " + number(found) + (wanted.isEmpty() ? "" : " (wanted " + wanted + ")");
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,d", Math.round(value))
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
