package dev.understudy.experience;

import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Experience;
import dev.understudy.person.Memory;
import dev.understudy.person.Passage;
import dev.understudy.person.Question;
import dev.understudy.problem.Problems;
import dev.understudy.problem.UserException;
import dev.understudy.store.JsonLines;
import dev.understudy.store.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/// A character on disk. Every method reads its file anew and tells all that is wrong in it at once.
///
/// @see Characters
public record CharacterFolder(Path path) {
  static final String SHEET = "character.yaml";

  /// The folder's name.
  public String id() {
    return path.toAbsolutePath().normalize().getFileName().toString();
  }

  /// Where trainings of this character are kept.
  public Path runs() {
    return path.resolve("runs");
  }

  /// What can be computed again, and may be deleted at any time.
  public Path cache() {
    return path.resolve(".understudy");
  }

  public Path experiencesFile() {
    return path.resolve("experiences.jsonl");
  }

  public Path memoriesFile() {
    return path.resolve("memories.jsonl");
  }

  public Path sheetFile() {
    return path.resolve(SHEET);
  }

  /// Scenes planned and not yet played.
  public Path scenesFile() {
    return path.resolve("scenes.jsonl");
  }

  /// What was made and not kept, each with its reason.
  public Path rejectedFile() {
    return path.resolve("rejected.jsonl");
  }

  /// Every call made to a language model.
  public Path journalFile() {
    return path.resolve("journal.db");
  }

  /// What the stages made, before the filters.
  public Path drafts() {
    return path.resolve("drafts");
  }

  /// True when the experiences are made by steps, not written by hand.
  public boolean isMade() {
    return Files.isDirectory(drafts());
  }

  /// Prompts that the user put in place of ours; it need not be there.
  public Path prompts() {
    return path.resolve("prompts");
  }

  /// True when there is a character here, be it half made.
  public boolean exists() {
    return Files.exists(sheetFile());
  }

  public CharacterSheet sheet() {
    return Yaml.read(sheetFile(), CharacterSheet.class);
  }

  /// The profile, in the order of its file names.
  public List<Passage> passages() {
    return whole(profile()::passages);
  }

  /// Adds to the profile what is not in it yet; doing it twice is doing it once.
  ///
  /// @return those that are new
  /// @throws UserException when a passage has the id of another one there
  public List<Passage> addPassages(List<Passage> passages) {
    return profile().add(passages);
  }

  /// What the character really said or wrote, word for word; nothing when none was collected.
  public List<Experience> verbatim() {
    return whole(profile()::verbatim);
  }

  /// Adds what is not there yet, by id; doing it twice is doing it once.
  ///
  /// @return those that are new
  public List<Experience> addVerbatim(List<Experience> said) {
    return profile().addVerbatim(said);
  }

  /// Empty when there is no file: a character can be trained on scenes alone.
  public List<Memory> memories() {
    if (!Files.exists(memoriesFile())) {
      return List.of();
    }
    return whole(problems -> JsonLines.read(memoriesFile(), Memory.class, problems));
  }

  /// @throws UserException also when there is none: nothing can be learnt from it
  public List<Experience> experiences() {
    List<Experience> found =
        whole(problems -> JsonLines.read(experiencesFile(), Experience.class, problems));
    if (found.isEmpty()) {
      throw new UserException(
          experiencesFile().toString(),
          "holds no experience",
          "Put one JSON record a line into it.");
    }
    return found;
  }

  public List<Question.Known> knownQuestions() {
    return whole(problems -> questions("known", QuestionLine.Known.class, problems));
  }

  public List<Question.Trap> traps() {
    return whole(problems -> questions("traps", QuestionLine.Trap.class, problems));
  }

  public List<Question.Shown> demoQuestions() {
    return whole(problems -> questions("demo", QuestionLine.Shown.class, problems));
  }

  /// Everything at once; what can't be read is left out and told.
  Dataset dataset(Problems problems) {
    return new Dataset(
        sheet(),
        profile().passages(problems),
        JsonLines.read(memoriesFile(), Memory.class, problems),
        JsonLines.read(experiencesFile(), Experience.class, problems),
        questions("known", QuestionLine.Known.class, problems),
        questions("traps", QuestionLine.Trap.class, problems),
        questions("demo", QuestionLine.Shown.class, problems),
        problems.all());
  }

  private ProfileFolder profile() {
    return new ProfileFolder(path.resolve("profile"));
  }

  private <Q extends Question, L extends QuestionLine<Q>> List<Q> questions(
      String name, Class<L> type, Problems problems) {
    Path file = path.resolve("questions").resolve(name + ".jsonl");
    return JsonLines.read(file, type, problems).stream().map(QuestionLine::asked).toList();
  }

  private static <T> List<T> whole(Function<Problems, List<T>> reader) {
    var problems = new Problems();
    List<T> read = reader.apply(problems);
    problems.throwIfAny();
    return read;
  }
}
