package dev.understudy.base;

import dev.understudy.problem.UserException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where bases are kept and fetched from.
///
/// @param own our cache
/// @param hubCache the hub's cache in the layout of the Python tools
/// @param python commands that may be a Python with pip
/// @param stall how long a download may stand still
/// @param pause before a failed download is tried again
record Places(
    Path own,
    Path hubCache,
    URI endpoint,
    Optional<String> token,
    List<String> python,
    Duration stall,
    Duration pause) {
  private static final String ENDPOINT = "https://huggingface.co";

  /// Reads the variables the Python tools read, and `UNDERSTUDY_CACHE` and `UNDERSTUDY_PYTHON`.
  static Places of(Map<String, String> environment) {
    Path home = Path.of(System.getProperty("user.home"));
    Path caches = path(environment, "XDG_CACHE_HOME").orElse(home.resolve(".cache"));
    Path hubHome = path(environment, "HF_HOME").orElse(caches.resolve("huggingface"));
    return new Places(
        path(environment, "UNDERSTUDY_CACHE").orElse(caches.resolve("understudy")),
        path(environment, "HF_HUB_CACHE").orElse(hubHome.resolve("hub")),
        endpoint(text(environment, "HF_ENDPOINT").orElse(ENDPOINT)),
        text(environment, "HF_TOKEN"),
        text(environment, "UNDERSTUDY_PYTHON").map(List::of).orElse(List.of("python3", "python")),
        Duration.ofSeconds(60),
        Duration.ofSeconds(1));
  }

  /// Where the weights of an alias lie in our own cache.
  Path folder(Alias alias) {
    return own.resolve("bases").resolve(alias.name());
  }

  private static URI endpoint(String address) {
    try {
      URI uri = new URI(address.replaceFirst("/+$", ""));
      if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // told below
    }
    throw new UserException(
        "HF_ENDPOINT",
        "is no address of a hub: " + address,
        "Set it to one such as " + ENDPOINT + ", or leave it unset.");
  }

  private static Optional<Path> path(Map<String, String> environment, String key) {
    return text(environment, key)
        .map(p -> p.startsWith("~/") ? System.getProperty("user.home") + p.substring(1) : p)
        .map(Path::of);
  }

  private static Optional<String> text(Map<String, String> environment, String key) {
    return Optional.ofNullable(environment.get(key)).map(String::strip).filter(s -> !s.isEmpty());
  }
}
