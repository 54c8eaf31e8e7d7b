package dev.understudy.scene;

import dev.understudy.llm.SamplingSettings;
import dev.understudy.person.Scene.Form;
import java.util.List;

/// How scenes are planned.
///
/// @param perPassage how many of each passage; more where its memories need more
/// @param memoriesPerScene how many memories a scene has room for
/// @param tellings in how many scenes, to different people, a core memory is told
/// @param talk the share of one-to-one talk and interviews among all scenes
/// @param interviews the share of interviews among these
/// @param today the share of these in which the partner is a user of today
/// @param others the forms of the rest, in turn
/// @param tries how often a request is put at most when its reply can't be read
/// @param rounds how often a scene that was refused is asked for at most, each time as another
public record SceneSettings(
    int perPassage,
    int memoriesPerScene,
    int tellings,
    double talk,
    double interviews,
    double today,
    List<Form> others,
    int tries,
    int rounds,
    SamplingSettings sampling) {
  public static final SceneSettings DEFAULT =
      new SceneSettings(
          6,
          3,
          4,
          0.5,
          1.0 / 3,
          0.4,
          List.of(
              Form.COMPANY, Form.LESSON, Form.DEBATE, Form.COMPANY, Form.LETTER_ALOUD, Form.SPEECH),
          3,
          4,
          new SamplingSettings(0.9, 0.95, 500));

  public SceneSettings {
    others = List.copyOf(others);
    if (perPassage < 1 || memoriesPerScene < 1 || tellings < 1 || tries < 1 || rounds < 1) {
      throw new IllegalArgumentException("there is nothing to plan");
    }
    share(talk);
    share(interviews);
    share(today);
    if (others.isEmpty() && talk < 1) {
      throw new IllegalArgumentException("no forms for what is no talk between two");
    }
  }

  private static void share(double share) {
    if (share < 0 || share > 1) {
      throw new IllegalArgumentException("a share of " + share);
    }
  }
}
