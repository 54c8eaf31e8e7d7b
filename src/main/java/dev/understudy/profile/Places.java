package dev.understudy.profile;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// Tells from what the user wrote where a source is: in Wikipedia, at an address, or in a file.
final class Places implements AutoCloseable {
  private static final Pattern SCHEME = Pattern.compile("(?i)[a-z][a-z0-9+.-]+://.*");

  private final LocalFiles files;
  private final Pages pages;
  private final Wikipedia wikipedia;

  Places(Limits limits, Network network) {
    files = new LocalFiles(limits);
    pages = new Pages(limits, network);
    wikipedia = new Wikipedia(pages, network, limits);
  }

  List<Found> find(String source) {
    try {
      return found(source.strip());
    } catch (SourceException e) {
      return List.of(Found.nothing(source, e));
    }
  }

  private List<Found> found(String source) throws SourceException {
    if (source.isEmpty()) {
      throw new SourceException(
          "is no source", "Name a file, a folder, an address or wikipedia:Title.");
    }
    if (source.regionMatches(true, 0, Wikipedia.MARK, 0, Wikipedia.MARK.length())) {
      Wikipedia.Article article = Wikipedia.named(source.substring(Wikipedia.MARK.length()));
      return List.of(new Found(source, () -> wikipedia.get(article)));
    }
    if (SCHEME.matcher(source).matches()) {
      URI address = address(source);
      return List.of(new Found(source, () -> page(address)));
    }
    return files.under(source, path(source));
  }

  private Raw page(URI address) throws SourceException {
    var article = Wikipedia.at(address);
    return article.isPresent() ? wikipedia.get(article.get()) : pages.get(address).raw();
  }

  /// What browsers show in letters is written in bytes to a server.
  private static URI address(String source) throws SourceException {
    try {
      return URI.create(new URI(source.replace(" ", "%20")).toASCIIString());
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new SourceException("is no whole address", "Copy it from the browser.");
    }
  }

  private static Path path(String source) throws SourceException {
    try {
      return Path.of(source);
    } catch (InvalidPathException e) {
      throw new SourceException("is no path", "Name a file or a folder.");
    }
  }

  @Override
  public void close() {
    pages.close();
  }
}
