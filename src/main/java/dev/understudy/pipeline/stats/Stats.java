package dev.understudy.pipeline.stats;

import dev.understudy.person.Experience;
import dev.understudy.person.Period;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A character's dataset in numbers.
///
/// @param missing files that are not there, so that what they would tell is left out
/// @param sizes by kind of scene, and all together last
/// @param forms scenes by form
/// @param partners scenes by whom the talk is with, people of the time or users of today
/// @param places how many different places
/// @param people how many different people the character meets
/// @param planned scenes planned, played or not
/// @param passages scenes drawn from each passage
/// @param periods scenes by time of life; without a birth year there are none
/// @param undated scenes whose time names no year
/// @param tellings how many memories are told in no scene, in one, in two, …
/// @param protective scenes by category of trap
/// @param familiar scenes by what sounds odd and is known
/// @param rejections why records were not kept
/// @param spent on language models, where a journal tells
public record Stats(
    String id,
    String name,
    List<String> missing,
    List<Size> sizes,
    Map<String, Long> forms,
    Map<Experience.Partner, Long> partners,
    long places,
    long people,
    long planned,
    List<PassageCoverage> passages,
    Map<Period, Long> periods,
    long undated,
    Map<Integer, Long> tellings,
    Map<String, Long> protective,
    Map<String, Long> familiar,
    List<Rejected> rejections,
    Optional<Spent> spent) {

  /// Scenes of one kind, or all.
  ///
  /// @param words of all turns
  /// @param ownWords of what the character says, and `ownTurns` how often
  public record Size(
      String kind, long scenes, long turns, long words, long ownTurns, long ownWords) {
    public double turnsPerScene() {
      return share(turns, scenes);
    }

    public double wordsPerTurn() {
      return share(words, turns);
    }

    public double wordsPerReply() {
      return share(ownWords, ownTurns);
    }

    private static double share(long part, long whole) {
      return whole == 0 ? 0 : (double) part / whole;
    }
  }

  public record PassageCoverage(String id, String title, long words, long scenes) {}

  /// How many records one filter of one stage did not keep.
  public record Rejected(String stage, String filter, long count, String example) {}

  /// What the calls to language models came to.
  ///
  /// @param money in the currency of the prices given; 0 where none were given
  public record Spent(long calls, long input, long output, double money) {}

  public Stats {
    missing = List.copyOf(missing);
    sizes = List.copyOf(sizes);
    passages = List.copyOf(passages);
    rejections = List.copyOf(rejections);
  }

  /// The last of [#sizes].
  public Size all() {
    return sizes.getLast();
  }

  /// How many passages have a scene.
  public long covered() {
    return passages.stream().filter(p -> p.scenes() > 0).count();
  }
}
