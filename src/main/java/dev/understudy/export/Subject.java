package dev.understudy.export;

import dev.understudy.base.Alias;
import dev.understudy.base.BaseModel;
import dev.understudy.person.CharacterSheet;
import dev.understudy.person.Memory;
import dev.understudy.recall.Prompting;
import dev.understudy.recipe.Place;
import dev.understudy.tensor.Gguf;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Who is exported.
///
/// @param run the name of the training
/// @param training what was trained, for how long and to what effect, a sentence each
/// @param place where he was trained to find his memories
/// @param memories his memories; some of them show how to feed them
public record Subject(
    CharacterSheet sheet,
    BaseModel base,
    Learnt learnt,
    String run,
    List<String> training,
    Place place,
    List<Memory> memories) {
  public Subject {
    training = List.copyOf(training);
    memories = List.copyOf(memories);
  }

  Prompting prompting() {
    return new Prompting(sheet, place);
  }

  /// The system text of a talk in which nothing is remembered.
  String system() {
    return prompting().system(sheet.scene(), List.of());
  }

  /// What users of other programs must know of his memories, a sentence or two each; empty when he
  /// was trained without any.
  public List<String> recallNote() {
    return RecallNote.sentences(this);
  }

  /// A name for a file of the base.
  String baseFile() {
    String name = base.name().replaceAll("[/\\\\]+$", "").replaceAll(".*[/\\\\]", "");
    return name.replaceAll("\\.gguf$", "").replaceAll("[^\\w.-]", "-");
  }

  /// What people call the base: its file's or folder's name where it was given by a path.
  String baseName() {
    return Files.exists(base.weights()) && base.name().equals(base.weights().toString())
        ? baseFile()
        : base.name();
  }

  /// The base's licence, where it can be told, in lower case if it is a plain identifier.
  Optional<String> licence() {
    Optional<String> known =
        Alias.all().stream()
            .filter(alias -> alias.name().equalsIgnoreCase(base.name()))
            .map(Alias::licence)
            .findFirst();
    return known
        .or(this::licenceOfFile)
        .map(name -> name.matches("[\\w.-]+") ? name.toLowerCase(Locale.ROOT) : name);
  }

  private Optional<String> licenceOfFile() {
    if (Files.isDirectory(base.weights())) {
      return Optional.empty();
    }
    try (Gguf file = Gguf.open(base.weights())) {
      return file.text("general.license");
    }
  }
}
