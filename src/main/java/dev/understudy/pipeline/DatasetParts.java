package dev.understudy.pipeline;

import dev.understudy.dataset.ExperienceSource;
import dev.understudy.person.Experience;
import dev.understudy.person.Scene;
import dev.understudy.recipe.Recipe;
import dev.understudy.train.ProtectiveShare;
import dev.understudy.train.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Which scenes training learns and which it only measures, by their ids.
record DatasetParts(Set<String> learnt, Set<String> heldOut, boolean all) {
  enum Part {
    LEARNT,
    HELD_OUT,
    NEITHER
  }

  private static final Scene NOWHERE =
      new Scene(Scene.Form.ONE_TO_ONE, "", "", List.of(), "", List.of());
  private static final Experience.Provenance NOBODY = new Experience.Provenance("", "", "");

  /// Reads the file once, and keeps no more of a scene than what decides.
  ///
  /// @param split false takes all scenes as learnt
  static DatasetParts of(Path experiences, Recipe recipe, boolean split) {
    if (!split) {
      return new DatasetParts(Set.of(), Set.of(), true);
    }
    Recipe.Data data = recipe.data();
    Split parts = Split.of(outlines(experiences), data);
    List<Experience> learnt =
        ProtectiveShare.of(parts.learnt(), data.protectiveShare(), recipe.seed());
    return new DatasetParts(ids(learnt), ids(parts.heldOut()), false);
  }

  private static List<Experience> outlines(Path experiences) {
    var outlines = new ArrayList<Experience>();
    try (ExperienceSource source = ExperienceSource.open(experiences)) {
      source.forEachRemaining(e -> outlines.add(outline(e)));
    }
    return outlines;
  }

  private static Experience outline(Experience e) {
    return new Experience(e.id(), e.kind(), e.partner(), "", NOWHERE, List.of(), NOBODY);
  }

  private static Set<String> ids(List<Experience> scenes) {
    return scenes.stream().map(Experience::id).collect(Collectors.toSet());
  }

  Part of(Experience e) {
    if (all || learnt.contains(e.id())) {
      return Part.LEARNT;
    }
    return heldOut.contains(e.id()) ? Part.HELD_OUT : Part.NEITHER;
  }
}
