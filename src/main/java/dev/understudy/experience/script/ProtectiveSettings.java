package dev.understudy.experience.script;

/// How many protective scenes are made, and how hard their visitors press.
///
/// @param scenes protective ones in all
/// @param familiar scenes in which an odd-sounding thing is known, for each protective one
/// @param leastAsks how often the visitor asks, at least
/// @param mostAsks and at most
/// @param seed another one deals other things
public record ProtectiveSettings(
    int scenes, double familiar, int leastAsks, int mostAsks, long seed) {

  /// 45 protective scenes, five of each category as the dataset check demands, and as many familiar
  /// ones: without these a character learns to deny everything.
  public static final ProtectiveSettings DEFAULT = new ProtectiveSettings(45, 1, 3, 5, 1);

  public ProtectiveSettings {
    if (scenes < 0 || familiar < 0 || leastAsks < 1 || mostAsks < leastAsks) {
      throw new IllegalArgumentException(
          "%d scenes, %s familiar ones each, %d to %d questions"
              .formatted(scenes, familiar, leastAsks, mostAsks));
    }
  }

  /// The same with so many scenes.
  public ProtectiveSettings withScenes(int other) {
    return new ProtectiveSettings(other, familiar, leastAsks, mostAsks, seed);
  }
}
