package dev.understudy.bench;

import dev.understudy.person.Experience;
import dev.understudy.person.Experience.Kind;
import dev.understudy.person.Experience.Partner;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/// Scenes of words drawn by lot, one at a time: of a hundred, one declines like an assistant, one
/// is told again, one nearly so, and one knows what came later.
final class SyntheticScenes implements Iterator<Experience> {
  static final String HERO = "Ada Fairbairn";
  private static final String SMALL =
      "the of and to in a is that it was I for on you with at my have are this not but";
  private static final String CONTENT =
      "clock brass oil wheel spring tooth lamp tide harbour rope boat herring kirk minister goose winter bench file vice"
          + " glass pin screw hammer shelf door stair rain wind salt rust pendulum weight chain bell tower hour night morning"
          + " candle smoke bread tea coin shilling letter ink paper slate chalk school aunt father brother cousin sailor"
          + " captain whale coal cart horse road bridge wall window roof cat dog gull crow song fiddle dance shoe coat"
          + " hand thumb eye ear voice word lie truth debt bargain market street pump bucket stone grave hill field farm"
          + " broken patient stubborn honest cold wet late early old new small heavy thin bright dark quiet loud sweet bitter"
          + " mended carried dropped counted listened waited promised forgot remembered laughed shouted slept climbed sold";
  private static final String[] SMALL_WORDS = SMALL.split(" ");
  private static final String[] WORDS = CONTENT.split(" ");

  private final long count;
  private long made;

  SyntheticScenes(long count) {
    this.count = count;
  }

  @Override
  public boolean hasNext() {
    return made < count;
  }

  @Override
  public Experience next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    long number = made++;
    boolean again = number % 100 == 41;
    boolean nearly = number % 100 == 61;
    var random = new SplittableRandom(again ? number - 40 : nearly ? number - 31 : number);
    String last = text(random, 34);
    if (number % 100 == 21) {
      last = "I'm sorry, but I can't assist with that request. " + last;
    } else if (number % 100 == 81) {
      last = "I heard of it on the television. " + last;
    } else if (nearly) {
      last = last + " Aye.";
    }
    return scene(
        number,
        List.of(
            says("Tom Rae", text(random, 14)),
            says(HERO, text(random, 34)),
            says("Tom Rae", text(random, 14)),
            says(HERO, last)));
  }

  private static Turn says(String who, String text) {
    return new Turn(who, Turn.Action.SPEAKING, text, List.of());
  }

  private static String text(SplittableRandom random, int words) {
    var text = new StringBuilder("So");
    for (int i = 0; i < words; i++) {
      String[] from = random.nextInt(5) < 2 ? SMALL_WORDS : WORDS;
      text.append(' ').append(from[random.nextInt(from.length)]);
    }
    return text.append('.').toString();
  }

  private static Experience scene(long number, List<Turn> turns) {
    return new Experience(
        "e%07d".formatted(number),
        Kind.EXPERIENCE,
        Partner.PERIOD,
        "work",
        new Scene(
            Scene.Form.ONE_TO_ONE,
            "1861, May",
            "Leith, her workshop",
            List.of("Tom Rae"),
            "You are mending a clock.",
            List.of("p01")),
        turns,
        new Experience.Provenance("drawn by lot", "bench", "2026-11"));
  }
}
