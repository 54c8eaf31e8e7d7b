package dev.understudy.llm;

import dev.understudy.problem.UserException;
import dev.understudy.store.Failures;
import dev.understudy.store.Hashes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A prompt kept as a file, so that a user can read and change it: a system part and a user part,
/// divided by a line of `---`, with places to fill as `{{name}}`. Its hash stands in the provenance
/// of what it made.
public record Prompt(String name, String system, String user) {
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");
  private static final Pattern DIVIDER = Pattern.compile("(?m)^---\\R");

  /// The prompt `stage/name` from the character's own folder of prompts when it is there, else the
  /// one that comes with the program.
  ///
  /// @param name such as `scene/plan`; the file is `<name>.md`
  /// @throws UserException when the user's file has no line of `---`, or can't be read
  public static Prompt load(Optional<Path> own, String name) {
    Optional<Path> file = own.map(folder -> folder.resolve(name + ".md")).filter(Files::exists);
    return file.map(f -> parse(name, f.toString(), read(f)))
        .orElseGet(() -> parse(name, "prompts/" + name + ".md", shipped(name)));
  }

  private static Prompt parse(String name, String where, String text) {
    Matcher divider = DIVIDER.matcher(text);
    if (!divider.find()) {
      throw new UserException(
          where,
          "has no line of --- between its system part and its user part",
          "Put one there; the part above is told to the model as system text.");
    }
    return new Prompt(
        name, text.substring(0, divider.start()).strip(), text.substring(divider.end()).strip());
  }

  /// The first 12 digits of the SHA-256 of both parts.
  public String hash() {
    byte[] whole = (system + "\n---\n" + user).getBytes(StandardCharsets.UTF_8);
    return Hashes.sha256(whole).substring(0, 12);
  }

  /// `scene/plan@0123456789ab`, for provenance.
  public String version() {
    return name + "@" + hash();
  }

  /// System and user message with every place filled. Values are put in as they are; fence what
  /// comes from a source, see [Fence].
  ///
  /// @throws UserException when the prompt, changed by a user, has a place that nothing is known
  ///   for
  public List<ChatMessage> fill(Map<String, String> values) {
    Set<String> unknown =
        PLACE
            .matcher(system + user)
            .results()
            .map(found -> found.group(1))
            .filter(place -> !values.containsKey(place))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!unknown.isEmpty()) {
      throw new UserException(
          "prompts/" + name + ".md",
          "has places that nothing is known for: " + String.join(", ", unknown),
          "Known here: " + String.join(", ", new TreeSet<>(values.keySet())) + ".");
    }
    return List.of(
        ChatMessage.system(filled(system, values)), ChatMessage.user(filled(user, values)));
  }

  private static String filled(String text, Map<String, String> values) {
    return PLACE
        .matcher(text)
        .replaceAll((MatchResult found) ->
            Matcher.quoteReplacement(values.getOrDefault(found.group(1), "")));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw Failures.reading(file, e);
    }
  }

  private static String shipped(String name) {
    try (InputStream in = Prompt.class.getResourceAsStream("/prompts/" + name + ".md")) {
      if (in == null) {
        throw new IllegalArgumentException("no prompt " + name + " comes with the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
