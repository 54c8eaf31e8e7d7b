package dev.understudy.recall;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A small classifier learnt from the character's own scenes. Features, threshold and how they were
/// found: `docs/design/recall.md`.
///
/// The scenes are dealt into [#FOLDS] parts by their ids; the sense without an experience has seen
/// nothing of its part, neither lines nor words. Fitted when first asked. Not more than one thread
/// at a time.
public final class HorizonSense implements Sense {
  /// With fewer protective scenes, or fewer others, there is no sense.
  static final int LEAST = 20;

  private static final int FOLDS = 10;
  private static final int ALL = -1;

  private final List<Lesson> lessons;
  private final List<Memory> memories;
  private final Map<String, Set<String>> scenes;
  private final MemoryIndex index;
  private final double threshold;
  private final Map<Integer, HorizonJudge> judges = new HashMap<>();

  private HorizonSense(
      List<Lesson> lessons,
      List<Memory> memories,
      Map<String, Set<String>> scenes,
      MemoryIndex index,
      double threshold) {
    this.lessons = lessons;
    this.memories = memories;
    this.scenes = scenes;
    this.index = index;
    this.threshold = threshold;
  }

  /// [Sense#NONE] where there is too little to learn from. `index` holds `memories`, and stays the
  /// caller's.
  public static Sense of(
      CharacterSheet sheet,
      List<Experience> experiences,
      List<Memory> memories,
      MemoryIndex index,
      double threshold) {
    long beyond = experiences.stream().filter(Lesson::isBeyond).count();
    return beyond < LEAST || experiences.size() - beyond < LEAST
        ? NONE
        : new HorizonSense(
            Lesson.of(experiences, sheet, index),
            memories,
            Vocabulary.scenes(experiences),
            index,
            threshold);
  }

  @Override
  public boolean beyond(List<String> said) {
    return feels(ALL, said);
  }

  @Override
  public Sense without(String experience) {
    return said -> feels(fold(experience), said);
  }

  /// A line without words (somebody only nods) asks for nothing, and none such was learnt from.
  private boolean feels(int left, List<String> said) {
    return !said.getLast().isBlank() && judge(left).chance(Utterance.of(said, index)) >= threshold;
  }

  /// The chance that the last line asks for something beyond, were both equally frequent.
  double chance(List<String> said) {
    return judge(ALL).chance(Utterance.of(said, index));
  }

  /// The same of a line of the dataset, asked of what was learnt without its part.
  double chance(Lesson lesson) {
    return judge(fold(lesson.scene())).chance(lesson.line());
  }

  /// From the id alone, so that new scenes move no others about.
  static int fold(String experience) {
    byte[] key = ("horizon " + experience).getBytes(StandardCharsets.UTF_8);
    return (int)
        Long.remainderUnsigned(UUID.nameUUIDFromBytes(key).getLeastSignificantBits(), FOLDS);
  }

  /// Whoever asks for one part will ask for others: all are fitted at once, on all cores.
  private HorizonJudge judge(int left) {
    if (!judges.containsKey(left)) {
      int[] wanted = left == ALL ? new int[] {ALL} : IntStream.range(0, FOLDS).toArray();
      List<HorizonJudge> fitted = IntStream.of(wanted).parallel().mapToObj(this::fitted).toList();
      for (int i = 0; i < wanted.length; i++) {
        judges.put(wanted[i], fitted.get(i));
      }
    }
    return Objects.requireNonNull(judges.get(left));
  }

  private HorizonJudge fitted(int left) {
    Map<String, Set<String>> kept =
        scenes.entrySet().stream()
            .filter(scene -> fold(scene.getKey()) != left)
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    List<Lesson> learnt = lessons.stream().filter(l -> fold(l.scene()) != left).toList();
    return HorizonJudge.fit(learnt, Vocabulary.of(memories, kept));
  }
}
