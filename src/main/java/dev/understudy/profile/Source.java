package dev.understudy.profile;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Where bytes come from.
sealed interface Source {
  Pattern WIKIPEDIA =
      Pattern.compile("https?://([a-z-]{2,12})\\.(?:m\\.)?wikipedia\\.org/wiki/(.+)");
  Pattern TITLE = Pattern.compile("wikipedia(?:\\(([a-z-]{2,12})\\))?:(.+)");

  /// As the user named it, or the file in the folder they named.
  String named();

  Raw open() throws SourceException;

  /// One source, or every file of a folder in the order of their names.
  static Stream<Source> named(String name, Limits limits, Network network) {
    Matcher page = WIKIPEDIA.matcher(name);
    if (page.matches()) {
      String title =
          URLDecoder.decode(page.group(2).replaceFirst("[?#].*", ""), StandardCharsets.UTF_8);
      return Stream.of(article(name, page.group(1), title, limits, network));
    }
    Matcher title = TITLE.matcher(name);
    if (title.matches()) {
      String language = Optional.ofNullable(title.group(1)).orElse("en");
      return Stream.of(article(name, language, title.group(2).strip(), limits, network));
    }
    if (name.startsWith("http://") || name.startsWith("https://")) {
      return Stream.of(new Page(name, name, limits, network));
    }
    return files(Path.of(name), limits);
  }

  private static Source article(
      String named, String language, String title, Limits limits, Network network) {
    String api = network.wikipedia().replace("{language}", language);
    String query =
        "?action=parse&format=json&formatversion=2&redirects=1&prop=text%7Crevid%7Cproperties&page="
            + URLEncoder.encode(title, StandardCharsets.UTF_8);
    return new Page(named, api + query, limits, network);
  }

  private static Stream<Source> files(Path path, Limits limits) {
    if (!Files.isDirectory(path)) {
      return Stream.of(new File(path, limits));
    }
    try (Stream<Path> all = Files.walk(path)) {
      return all
          .filter(Files::isRegularFile)
          .filter(file -> !path.relativize(file).toString().startsWith("."))
          .sorted()
          .limit(limits.files())
          .<Source>map(file -> new File(file, limits))
          .toList()
          .stream();
    } catch (IOException | java.io.UncheckedIOException e) {
      return Stream.of(new File(path, limits)); // which tells why it can't be read
    }
  }

  record File(Path path, Limits limits) implements Source {
    @Override
    public String named() {
      return path.toString();
    }

    @Override
    public Raw open() throws SourceException {
      try (InputStream in = Files.newInputStream(path)) {
        byte[] bytes = in.readNBytes(limits.bytes() + 1);
        if (bytes.length > limits.bytes()) {
          throw tooLong(limits);
        }
        return new Raw(named(), path.getFileName().toString(), bytes, Optional.empty(), limits);
      } catch (java.nio.file.NoSuchFileException _) {
        throw new SourceException("there is no such file", "Check the path.");
      } catch (IOException e) {
        throw new SourceException("can't be read (" + e.getMessage() + ")", "");
      }
    }
  }

  record Page(String named, String address, Limits limits, Network network) implements Source {
    @Override
    public Raw open() throws SourceException {
      return Fetch.page(URI.create(address), limits, network);
    }
  }

  static SourceException tooLong(Limits limits) {
    return new SourceException(
        "has more than %,d MB".formatted(limits.bytes() >> 20), "Give a part of it.");
  }
}
