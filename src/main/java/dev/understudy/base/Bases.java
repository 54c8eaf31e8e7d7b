package dev.understudy.base;

import dev.understudy.problem.DidYouMean;
import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/// Finds bases by path, alias or repo id, and fetches those that are missing.
///
/// Order: a path; the hub's cache, shared with the Python tools; our own cache; the sources of the
/// alias.
public final class Bases {
  private final Places places;
  private final KnownHashes hashes;

  /// With the places the environment names (`UNDERSTUDY_CACHE`, `HF_HOME`, `HF_HUB_CACHE`,
  /// `HF_ENDPOINT`, `HF_TOKEN`).
  public Bases() {
    this(Places.of(System.getenv()));
  }

  Bases(Places places) {
    this.places = places;
    this.hashes = new KnownHashes(places.own().resolve("hashes.json"));
  }

  /// Our own cache: what can be fetched or made again.
  public static Path cache() {
    return Places.of(System.getenv()).own();
  }

  /// The base if it is on this disk and unaltered. Uses no network.
  ///
  /// @throws UserException telling where it was looked for, and how to get it
  public BaseModel resolve(String nameOrPath) {
    return local(nameOrPath)
        .orElseGet(() -> {
          var attempts = new Attempts(nameOrPath);
          Origin origin = origin(nameOrPath);
          return origin
              .find(attempts)
              .orElseThrow(() -> attempts.failure("is not on this machine", origin.byHand()));
        });
  }

  /// The base, fetched when it is missing or altered. Two processes that pull the same base wait
  /// for each other.
  ///
  /// @throws UserException telling what was tried, and how to put the file in place by hand
  public BaseModel pull(String nameOrPath, Progress progress) {
    Optional<BaseModel> local = local(nameOrPath);
    if (local.isPresent()) {
      return local.get();
    }
    Origin origin = origin(nameOrPath);
    return origin
        .find(new Attempts(nameOrPath))
        .orElseGet(() -> fetch(nameOrPath, origin, progress));
  }

  /// Where the base lies, or would lie once fetched. Checks nothing.
  public Path place(String nameOrPath) {
    return isPath(nameOrPath) ? Path.of(nameOrPath) : origin(nameOrPath).place();
  }

  private BaseModel fetch(String name, Origin origin, Progress progress) {
    Path locks = places.own().resolve("locks");
    AtomicFiles.createFolder(locks);
    Path lock = locks.resolve(name.replace("/", "--") + ".lock");
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      var attempts = new Attempts(name);
      return origin
          .find(attempts)
          .or(() -> origin.fetch(attempts, progress))
          .orElseThrow(() -> attempts.failure("could not be fetched", origin.byHand()));
    } catch (IOException e) {
      throw new UserException(lock.toString(), "can't be locked (" + e.getMessage() + ")", "", e);
    }
  }

  private Optional<BaseModel> local(String nameOrPath) {
    if (!isPath(nameOrPath)) {
      return Optional.empty();
    }
    Path path = Path.of(nameOrPath);
    if (Files.isRegularFile(path)) {
      return Optional.of(new BaseModel(nameOrPath, path, hashes.of(path)));
    }
    List<String> missing = BaseFolder.missing(path);
    if (!missing.isEmpty()) {
      throw new UserException(
          nameOrPath, "is no base: the folder lacks " + String.join(", ", missing), "");
    }
    String sha256 = BaseFolder.hash(BaseFolder.hashes(path, hashes));
    return Optional.of(new BaseModel(nameOrPath, path, sha256));
  }

  private static boolean isPath(String nameOrPath) {
    try {
      return !nameOrPath.isBlank() && Files.exists(Path.of(nameOrPath));
    } catch (InvalidPathException _) {
      return false;
    }
  }

  private Origin origin(String name) {
    Optional<Alias> alias = Alias.named(name);
    if (alias.isPresent()) {
      return switch (alias.get().source()) {
        case Alias.Source.Wheel w -> new WheelBase(alias.get(), w, places, hashes);
        case Alias.Source.Hub(String repo) -> new HubBase(alias.get().name(), repo, places, hashes);
      };
    }
    if (HubBase.isRepo(name)) {
      return new HubBase(name, name, places, hashes);
    }
    List<String> aliases = Alias.all().stream().map(Alias::name).toList();
    throw new UserException(
        "base " + name,
        "is neither a path, nor an alias, nor a repo id",
        DidYouMean.hint(name, aliases) + " Or give org/model, or a path.");
  }
}
