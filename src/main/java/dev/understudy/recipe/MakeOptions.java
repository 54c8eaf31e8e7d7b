package dev.understudy.recipe;

/// The section `make:` of `understudy.yaml`: how datasets are made.
///
/// @param memoriesPerPassage most that are drawn from one passage
/// @param core the share of memories that training shall tell often
/// @param tellings in how many scenes a core memory is told
/// @param scenesPerPassage of each passage; more where its memories need more
/// @param talk the share of one-to-one talk and interviews among scenes
/// @param today the share of these with users of today
/// @param leastTurns of a scene
/// @param mostTurns of a scene
/// @param protective protective scenes in all
/// @param familiar scenes in which an odd-sounding thing is known, for each of them
/// @param attempts how often a script that does not fit is asked for
/// @param grounding whether a model is asked if what is told stands in the profile; usually not by
///   the model in this process, which can't tell
/// @param mostUnsupported share of told facts that may stand nowhere in the profile
public record MakeOptions(
    int memoriesPerPassage,
    double core,
    int tellings,
    int scenesPerPassage,
    double talk,
    double today,
    int leastTurns,
    int mostTurns,
    int protective,
    double familiar,
    int attempts,
    boolean grounding,
    double mostUnsupported) {
  public static final MakeOptions DEFAULT =
      new MakeOptions(8, 0.5, 4, 6, 0.5, 0.4, 6, 14, 45, 1, 3, true, 0.8);

  static MakeOptions read(Section s, boolean grounding) {
    MakeOptions usual = DEFAULT;
    var options =
        new MakeOptions(
            s.whole("memories-per-passage", 1, 100, usual.memoriesPerPassage),
            s.number("core", 0, 1, usual.core),
            s.whole("tellings", 1, 100, usual.tellings),
            s.whole("scenes-per-passage", 1, 1000, usual.scenesPerPassage),
            s.number("talk", 0, 1, usual.talk),
            s.number("today", 0, 1, usual.today),
            s.whole("least-turns", 1, 100, usual.leastTurns),
            s.whole("most-turns", 1, 100, usual.mostTurns),
            s.whole("protective", 0, 100_000, usual.protective),
            s.number("familiar", 0, 10, usual.familiar),
            s.whole("attempts", 1, 20, usual.attempts),
            s.truth("grounding", grounding),
            s.number("most-unsupported", 0, 1, usual.mostUnsupported));
    if (options.leastTurns > options.mostTurns) {
      s.refuse("least-turns", "is more than most-turns", "");
    }
    s.finish();
    return options;
  }
}
