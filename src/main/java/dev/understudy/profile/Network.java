package dev.understudy.profile;

import java.time.Duration;

/// How pages are asked for.
///
/// @param wikipedia the address of MediaWiki's API, with `{language}` in place of the language
/// @param connect how long a connection may take to stand
/// @param whole how long a page may take from the first word to the last
/// @param redirects how many are followed
/// @param userAgent who is asking: Wikipedia refuses programs that do not say it
public record Network(
    String wikipedia, Duration connect, Duration whole, int redirects, String userAgent) {
  public static final Network DEFAULT =
      new Network(
          "https://{language}.wikipedia.org/w/api.php",
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          5,
          "Understudy/0.1 (collects what is known of a person, at a user's request; Java)");
}
