package dev.understudy.experience.script;

import dev.understudy.experience.Words;
import dev.understudy.experience.horizon.Subject;
import dev.understudy.experience.horizon.Thing;
import dev.understudy.llm.Fence;
import dev.understudy.person.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Something that sounds odd to a visitor of today and that the character knows: a thing of their
/// time, or a memory.
sealed interface Odd {
  /// As the category of the scene.
  String name();

  /// For a prompt.
  String told();

  /// Words that show it is being asked about; none where anything may.
  List<String> marks();

  /// From when it is known.
  OptionalInt year();

  record OfTime(Thing thing) implements Odd {
    @Override
    public String name() {
      return thing.name();
    }

    @Override
    public String told() {
      return thing.told();
    }

    @Override
    public List<String> marks() {
      return thing.marks();
    }

    @Override
    public OptionalInt year() {
      return OptionalInt.of(thing.year());
    }
  }

  record OfLife(Memory memory) implements Odd {
    private static final int OPENING = 6;

    @Override
    public String name() {
      return Words.opening(memory.text(), OPENING);
    }

    /// A model made it of a source.
    @Override
    public String told() {
      return "what is told here in the first person:\n" + Fence.around(memory.text());
    }

    @Override
    public List<String> marks() {
      return List.of();
    }

    @Override
    public OptionalInt year() {
      return OptionalInt.empty();
    }
  }

  /// `n` odd things to balance what is asked beyond the horizon: for a thing outside, its like just
  /// inside; for all else, memories and things by turns. Fewer only where there is nothing at all.
  static List<Odd> balance(List<Subject> beyond, List<Thing> inside, List<Memory> memories, int n) {
    var odd = new ArrayList<Odd>();
    int memory = 0;
    int thing = 0;
    for (int i = 0; i < n && !(inside.isEmpty() && memories.isEmpty()); i++) {
      Optional<Thing> near = i < beyond.size() ? beyond.get(i).near() : Optional.empty();
      if (near.isPresent()) {
        odd.add(new OfTime(near.get()));
      } else if (inside.isEmpty() || (!memories.isEmpty() && memory <= thing)) {
        odd.add(new OfLife(memories.get(memory++ % memories.size())));
      } else {
        odd.add(new OfTime(inside.get(thing++ % inside.size())));
      }
    }
    return odd;
  }
}
