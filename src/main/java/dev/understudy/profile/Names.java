package dev.understudy.profile;

import dev.understudy.problem.DidYouMean;
import java.text.Normalizer;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The names under which the character writes.
record Names(String name, Set<String> known) {
  private static final int SHOWN = 12;

  static Names of(String name, List<String> aliases) {
    return new Names(
        name,
        Stream.concat(Stream.of(name), aliases.stream())
            .map(Names::key)
            .collect(Collectors.toUnmodifiableSet()));
  }

  boolean isHero(String sender) {
    return known.contains(key(sender));
  }

  /// The character's own name for all of their names; others keep theirs.
  String canonical(String sender) {
    return isHero(sender) ? name : sender;
  }

  /// A talk in which the character says nothing.
  SourceException silent(Collection<String> senders) {
    var found = new TreeSet<>(senders);
    String others =
        found.stream().limit(SHOWN).collect(Collectors.joining(", "))
            + (found.size() > SHOWN ? " and %d more".formatted(found.size() - SHOWN) : "");
    String meant =
        DidYouMean.closest(name, found).map(one -> "Is '" + one + "' the character? ").orElse("");
    return new SourceException(
        name + " never speaks in it; those who do: " + others,
        meant + "Add the name they write under to the aliases.");
  }

  /// Letters count, neither case nor the mark that chats put before a name that is no contact's.
  private static String key(String name) {
    return CleanText.line(Normalizer.normalize(name, Normalizer.Form.NFKC))
        .replaceFirst("^~\\s*", "")
        .toLowerCase(Locale.ROOT);
  }
}
