package dev.understudy.experience;

import dev.understudy.person.Experience;
import dev.understudy.person.Scene;
import dev.understudy.person.Turn;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Whether an experience is whole: nothing is left empty, and the character has the last word.
public final class Form {
  private Form() {}

  /// @param place such as `turn 3`; empty for what is wrong with the whole
  public record Fault(String place, String what) {
    /// The fault behind the id of its experience: `e1 turn 3: text is empty`.
    String of(String id) {
      return id + (place.isEmpty() ? "" : " " + place) + ": " + what;
    }

    @Override
    public String toString() {
      return (place.isEmpty() ? "" : place + ": ") + what;
    }
  }

  /// What is empty and must not be.
  public static List<Fault> empty(Experience e) {
    Scene scene = e.scene();
    Stream<Fault> whole =
        Stream.of(
                blank("", "time", scene.time()),
                blank("", "place", scene.place()),
                blank("", "background", scene.background()),
                blank("", "category", e.category()),
                blank("", "author", e.provenance().author()))
            .flatMap(Function.identity());
    Stream<Fault> turns =
        IntStream.range(0, e.turns().size())
            .boxed()
            .flatMap(i -> blank("turn " + (i + 1), "text", e.turns().get(i).text()));
    Stream<Fault> present =
        scene.present().isEmpty() ? Stream.of(new Fault("", "nobody is present")) : Stream.empty();
    return Stream.of(whole, turns, present).flatMap(Function.identity()).toList();
  }

  /// True when the last turn is a reply of the character: what comes after it could not be learnt.
  public static boolean isClosed(Experience e, String hero) {
    return !e.turns().isEmpty() && isReply(e.turns().getLast(), hero);
  }

  /// True for what the character says aloud.
  public static boolean isReply(Turn turn, String hero) {
    return turn.speaker().equals(hero) && turn.action() == Turn.Action.SPEAKING;
  }

  private static Stream<Fault> blank(String place, String what, String text) {
    return text.isBlank() ? Stream.of(new Fault(place, what + " is empty")) : Stream.empty();
  }
}
