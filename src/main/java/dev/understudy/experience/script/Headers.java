package dev.understudy.experience.script;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Finds who speaks at the beginning of a line.
final class Headers {
  private static final String MARKS = "[*_\"“”`\\s]*";

  private static final Pattern LIST_MARK =
      Pattern.compile("^(?:[-+•>]\\s+|\\*\\s+|\\d{1,3}[.)]\\s+|#{1,6}\\s*)+");

  private static final Pattern WITH_ACTION =
      Pattern.compile(
          "^(?<open>[*_]*)(?<who>[^:：()\\[\\]]{1,60}?)"
              + MARKS
              + "[(\\[](?<does>[^()\\[\\]]{1,60})[)\\]](?<shut>[*_]*)\\s*(?<colon>[:：]|[–—-]\\s)?(?<rest>.*)$");

  private static final Pattern BARE =
      Pattern.compile(
          "^(?<open>[*_]*)(?<who>[^:：()\\[\\]]{1,60}?)(?<shut>[*_]*)\\s*(?<colon>[:：])(?<rest>.*)$");

  private static final Pattern LIKE_A_NAME =
      Pattern.compile(
          "\\p{Lu}[\\p{L}'’.-]*(?: (?:\\p{Lu}[\\p{L}'’.-]*|of|the|van|von|de|da|di|la)){0,4}");

  private final Speakers speakers;
  private final boolean bare;

  private Headers(Speakers speakers, boolean bare) {
    this.speakers = speakers;
    this.bare = bare;
  }

  record Header(String who, String does, String rest) {}

  /// For one reply: whether its speakers have actions decides what else may be one.
  static Headers of(Speakers speakers, String reply) {
    var withActions = new Headers(speakers, false);
    boolean any = reply.lines().anyMatch(line -> withActions.withAction(plain(line)).isPresent());
    return new Headers(speakers, !any);
  }

  Optional<Header> in(String line) {
    String plain = plain(line);
    return withAction(plain).or(() -> bare(plain));
  }

  /// The reply with a line break before every speaker that stands, with an action, inside a line.
  String apart(String reply) {
    String names =
        speakers.all().stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    return Pattern.compile(
            "(?<=[.!?…\"”*)])(?<!\\d\\.) +(?=\\*{0,2}(?:"
                + names
                + ")\\*{0,2} \\((?:speaking|thinking|acting)\\)\\*{0,2}:)")
        .matcher(reply)
        .replaceAll("\n");
  }

  private static String plain(String line) {
    return LIST_MARK.matcher(line.strip()).replaceFirst("");
  }

  private Optional<Header> withAction(String line) {
    Matcher m = WITH_ACTION.matcher(line);
    if (!m.matches()) {
      return Optional.empty();
    }
    String who = name(m);
    boolean known = isKnown(who);
    boolean action = Doing.of(m.group("does")).named();
    boolean colon = m.group("colon") != null;
    boolean header = known ? action || colon : action && colon;
    return header && !who.isEmpty()
        ? Optional.of(new Header(who, m.group("does").strip(), rest(m)))
        : Optional.empty();
  }

  private Optional<Header> bare(String line) {
    Matcher m = BARE.matcher(line);
    if (!m.matches()) {
      return Optional.empty();
    }
    String who = name(m);
    boolean stranger = bare && LIKE_A_NAME.matcher(who).matches();
    return isKnown(who) || stranger ? Optional.of(new Header(who, "", rest(m))) : Optional.empty();
  }

  private boolean isKnown(String who) {
    return speakers.isBackground(who)
        || speakers.isNarrator(who)
        || speakers.named(who).isPresent();
  }

  private static String name(Matcher m) {
    return m.group("who").replaceAll("[*_\"“”`]", "").strip();
  }

  /// The text, without the end of an emphasis that began before the name.
  private static String rest(Matcher m) {
    String rest = m.group("rest").strip();
    String open = m.group("open");
    boolean shut = !m.group("shut").isEmpty() || m.group("who").matches(".*[*_]\\s*");
    if (open.isEmpty() || shut) {
      return rest;
    }
    return rest.startsWith(open)
        ? rest.substring(open.length()).strip()
        : rest.endsWith(open) ? rest.substring(0, rest.length() - open.length()).strip() : rest;
  }
}
