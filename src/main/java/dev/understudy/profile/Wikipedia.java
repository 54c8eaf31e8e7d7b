package dev.understudy.profile;

import dev.understudy.store.Json;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Asks MediaWiki's API for articles.
record Wikipedia(Pages pages, Network network, Limits limits) {
  static final String MARK = "wikipedia:";

  private static final Pattern LANGUAGE =
      Pattern.compile("([a-z]{2,3}(?:-[a-z]+)*|simple):(\\S.*)");
  private static final Pattern HOST =
      Pattern.compile("(?i)(?:([a-z]{2,3}(?:-[a-z]+)*|simple|www)\\.)?(?:m\\.)?wikipedia\\.org");
  private static final Pattern TITLE = Pattern.compile("(?:^|&)title=([^&]+)");
  private static final Pattern VERSION = Pattern.compile("(?:^|&)oldid=(\\d{1,15})(?:&|$)");

  /// @param version the newest when empty
  record Article(String language, String title, Optional<String> version) {}

  /// @param said `Title` or `de:Titel`
  static Article named(String said) throws SourceException {
    String plain = CleanText.line(said.replace('_', ' '));
    Matcher other = LANGUAGE.matcher(plain);
    boolean inOther = other.matches();
    String title = inOther ? other.group(2).strip() : plain;
    if (title.isEmpty()) {
      throw new SourceException("names no article", "Write it as in wikipedia:Ada Lovelace.");
    }
    return new Article(inOther ? other.group(1) : "en", title, Optional.empty());
  }

  /// The article at an address, if that is one of Wikipedia.
  static Optional<Article> at(URI address) throws SourceException {
    Matcher host = HOST.matcher(String.valueOf(address.getHost()));
    if (!host.matches()) {
      return Optional.empty();
    }
    String query = Optional.ofNullable(address.getRawQuery()).orElse("");
    Matcher titled = TITLE.matcher(query);
    String path = Optional.ofNullable(address.getPath()).orElse("");
    String title =
        titled.find()
            ? URLDecoder.decode(titled.group(1), StandardCharsets.UTF_8)
            : path.startsWith("/wiki/") ? path.substring("/wiki/".length()) : "";
    if (title.isBlank()) {
      return Optional.empty();
    }
    String language = Optional.ofNullable(host.group(1)).orElse("en").toLowerCase(Locale.ROOT);
    Matcher version = VERSION.matcher(query);
    return Optional.of(
        new Article(
            language.equals("www") ? "en" : language,
            CleanText.line(title.replace('_', ' ')),
            version.find() ? Optional.of(version.group(1)) : Optional.empty()));
  }

  Raw get(Article article) throws SourceException {
    URI api = URI.create(network.wikipedia().replace("{language}", article.language()));
    String which =
        article
            .version()
            .map(id -> "oldid=" + id)
            .orElseGet(() -> "redirects=1&page=" + encoded(article.title()));
    Pages.Page page =
        pages.get(
            URI.create(
                api
                    + "?action=parse&format=json&formatversion=2&prop=text%7Crevid%7Cproperties"
                    + "&disablelimitreport=1&disableeditsection=1&"
                    + which));
    refuse(article, page);
    String path = "/wiki/" + encoded(article.title().replace(' ', '_')).replace("%2F", "/");
    return page.as(api.resolve(path).toString());
  }

  private static void refuse(Article article, Pages.Page page) throws SourceException {
    JsonNode answer;
    try {
      answer = Json.mapper().readTree(page.bytes());
    } catch (JacksonException e) {
      throw new SourceException(
          "was answered by something that is not Wikipedia", "Are you behind a log-in page?");
    }
    JsonNode error = answer.path("error");
    String code = CleanText.line(error.path("code").asString(""));
    if (code.equals("missingtitle")) {
      throw new SourceException(
          "Wikipedia (%s) has no article '%s'".formatted(article.language(), article.title()),
          "Check how it is written; another language is asked as in wikipedia:de:Titel.");
    }
    if (!error.isMissingNode() || !answer.path("parse").has("revid")) {
      throw new SourceException(
          "Wikipedia refused: " + (code.isEmpty() ? "no article in its answer" : code),
          "Try again later.");
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
