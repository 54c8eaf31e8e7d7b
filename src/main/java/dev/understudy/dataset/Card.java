package dev.understudy.dataset;

import dev.understudy.person.CharacterSheet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The card of a dataset folder, `README.md`, as the Hugging Face hub reads it.
///
/// @param licence as the hub names it, e.g. `cc-by-4.0`
/// @param maker which program wrote the folder
public record Card(CharacterSheet sheet, List<Split> splits, String licence, String maker) {
  /// @param file its path in the folder
  /// @param bytes of the file
  public record Split(String name, String file, long samples, long bytes) {}

  public Card {
    splits = List.copyOf(splits);
  }

  public String text() {
    return """
    ---
    pretty_name: %s
    license: %s
    language:
    - %s
    task_categories:
    - text-generation
    tags:
    - role-play
    - conversational
    size_categories:
    - %s
    dataset_info:
      features:
      - name: id
        dtype: string
      - name: kind
        dtype: string
      - name: category
        dtype: string
      - name: messages
        list:
        - name: role
          dtype: string
        - name: content
          dtype: string
      - name: record
        dtype: string
      splits:
    %s
      download_size: %d
      dataset_size: %d
    configs:
    - config_name: default
      data_files:
    %s
    ---

    # %s

    Scenes from the life of %s, as conversations: the system text tells who is played and where, the user
    is whoever talks with the character, the assistant is the character.

    | split | scenes |
    |---|---|
    %s

    - `messages`: the conversation, as a model reads it in training. A line that begins with `(remembering)` holds what
      comes to the character's mind; it is to be read, not learnt. Thoughts and doings are marked `(thinking)` and
      `(acting)`.
    - `kind`: `experience`, `protective` (asked for what the character cannot know or be), `familiar` (odd-sounding and
      known), `verbatim` (really said or written).
    - `category`: the theme, or the kind of trap.
    - `record`: the scene whole, as JSON: when, where, who is present, every turn with its speaker and the memories it
      tells, and who made it.

    ```python
    from datasets import load_dataset
    dataset = load_dataset("PATH_OR_REPO_ID")
    ```

    Scenes are dealt to the splits whole and by lot, kind by kind, so that what `test` measures was not learnt.
    Written by %s.
    """
        .formatted(
            quoted(sheet.name()),
            licence,
            quoted(sheet.language()),
            size(),
            each("  - name: %s\n    num_bytes: %d\n    num_examples: %d"),
            total(),
            total(),
            splits.stream()
                .map(s -> "  - split: %s\n    path: %s".formatted(s.name(), pattern(s)))
                .collect(Collectors.joining("\n")),
            sheet.name(),
            sheet.name(),
            splits.stream()
                .map(s -> "| `%s` | %d |".formatted(s.name(), s.samples()))
                .collect(Collectors.joining("\n")),
            maker);
  }

  private String each(String format) {
    return splits.stream()
        .map(s -> String.format(Locale.ROOT, format, s.name(), s.bytes(), s.samples()))
        .collect(Collectors.joining("\n"));
  }

  private static String pattern(Split split) {
    return split.file().replaceFirst("-\\d+-of-\\d+\\.\\w+$", "-*");
  }

  private long total() {
    return splits.stream().mapToLong(Split::bytes).sum();
  }

  /// As the hub sorts datasets.
  private String size() {
    long samples = splits.stream().mapToLong(Split::samples).sum();
    return samples < 1_000
        ? "n<1K"
        : samples < 10_000
            ? "1K<n<10K"
            : samples < 100_000 ? "10K<n<100K" : samples < 1_000_000 ? "100K<n<1M" : "1M<n<10M";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
