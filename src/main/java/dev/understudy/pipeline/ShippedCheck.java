package dev.understudy.pipeline;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.experience.Finding;
import dev.understudy.problem.UserException;
import java.util.List;
import java.util.Optional;

/// Whether the adapter that comes with a character was trained on the scenes it has today.
public final class ShippedCheck {
  private static final String NAME = "scenes changed since the shipped run was trained";

  private ShippedCheck() {}

  /// A finding that is only told: who edits a character's scenes does no wrong. Empty when no run
  /// is shipped.
  public static Optional<Finding> run(CharacterFolder folder) {
    Run shipped = new Runs(folder.runs()).at(Run.SHIPPED);
    return shipped.isFinished() ? Optional.of(compare(folder, shipped)) : Optional.empty();
  }

  private static Finding compare(CharacterFolder folder, Run shipped) {
    try {
      boolean same = shipped.manifest().learntFrom(folder.experiencesFile());
      return same
          ? told(0, List.of())
          : told(
              1,
              List.of(
                  shipped.manifestFile()
                      + ": the shipped run was trained on other scenes: make shipped"));
    } catch (UserException e) {
      return told(1, e.problems().stream().map(p -> p.where() + ": " + p.what()).toList());
    }
  }

  private static Finding told(int found, List<String> reasons) {
    return new Finding(NAME, found, "", true, reasons);
  }
}
