package dev.understudy.base;

import dev.understudy.base.HubClient.RemoteFile;
import dev.understudy.base.HubClient.Revision;
import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// A base that is a repository of the hub: safetensors with configuration and tokenizer.
///
/// Each file is checked against the hub's own hash when it comes, and the whole is pinned then:
/// commit and SHA-256 of every file, under `pins/` of our cache. From then on only these bytes are
/// taken.
final class HubBase implements Origin {
  private final String name;
  private final String repo;
  private final Places places;
  private final KnownHashes hashes;
  private final HubCache cache;

  HubBase(String name, String repo, Places places, KnownHashes hashes) {
    this.name = name;
    this.repo = repo;
    this.places = places;
    this.hashes = hashes;
    this.cache = new HubCache(places.hubCache(), repo);
  }

  /// What the first fetch found.
  private record Pin(String repo, String commit, Map<String, String> sha256) {}

  static boolean isRepo(String name) {
    return name.matches("[\\w][\\w.-]*/[\\w][\\w.-]*");
  }

  @Override
  public Optional<BaseModel> find(Attempts attempts) {
    Optional<Pin> pin = pin();
    Optional<String> commit = pin.map(Pin::commit).or(cache::commit);
    if (commit.isEmpty()) {
      attempts.add(cache.root(), "not there");
      return Optional.empty();
    }
    Path folder = cache.snapshot(commit.get());
    List<String> missing = BaseFolder.missing(folder);
    if (!missing.isEmpty()) {
      attempts.add(folder, "lacks " + String.join(", ", missing));
      return Optional.empty();
    }
    SortedMap<String, String> found = BaseFolder.hashes(folder, hashes);
    List<String> altered = altered(folder, found, pin);
    if (!altered.isEmpty()) {
      attempts.add(folder, "altered: " + String.join(", ", altered) + ", refused");
      return Optional.empty();
    }
    if (pin.isEmpty()) {
      Json.write(pinFile(), new Pin(repo, commit.get(), found));
    }
    return Optional.of(new BaseModel(name, folder, BaseFolder.hash(found)));
  }

  @Override
  public Optional<BaseModel> fetch(Attempts attempts, Progress progress) {
    try (var hub = new HubClient(places)) {
      Revision head = hub.revision(repo);
      String commit = pin().map(Pin::commit).orElse(head.commit());
      var fetching = new Fetching(hub, commit, progress);
      for (String file : firstFiles(head.files())) {
        fetching.get(file);
      }
      for (String file : BaseFolder.weights(cache.snapshot(commit))) {
        fetching.get(file);
      }
      cache.remember(head.commit().equals(commit) ? commit : head.commit());
      return find(attempts);
    } catch (IOException e) {
      attempts.add(places.endpoint() + "/" + repo, reason(e));
      return Optional.empty();
    }
  }

  @Override
  public String byHand() {
    return """
    With a network: understudy base pull %s
    Without one: put config.json, tokenizer.json and the safetensors files of %s into a folder, and give its path
    instead of the name; or copy %s from another machine.\
    """
        .formatted(name, repo, cache.root());
  }

  @Override
  public Path place() {
    return pin().map(Pin::commit).or(cache::commit).map(cache::snapshot).orElse(cache.root());
  }

  private List<String> firstFiles(List<String> offered) {
    boolean hasWeights = offered.contains(BaseFolder.INDEX) || offered.contains(BaseFolder.SINGLE);
    if (!hasWeights || !offered.containsAll(BaseFolder.DEMANDED)) {
      throw new UserException(
          "base " + repo,
          "the repository does not hold config.json, tokenizer.json and safetensors weights",
          "Choose the repository of the original model, not of a conversion.");
    }
    var files = new ArrayList<String>(BaseFolder.DEMANDED);
    BaseFolder.OPTIONAL.stream().filter(offered::contains).forEach(files::add);
    return files;
  }

  /// Files whose content is not the pinned one; without a pin, not the one the hub's cache says it
  /// is.
  private List<String> altered(Path folder, Map<String, String> found, Optional<Pin> pin) {
    return found.keySet().stream()
        .filter(file -> {
          String sha256 = found.getOrDefault(file, "");
          Optional<String> hub = cache.hubHash(folder.resolve(file));
          return pin.map(Pin::sha256)
              .map(pinned -> !sha256.equals(pinned.get(file)))
              .orElse(hub.map(h -> h.length() == 64 && !h.equals(sha256)).orElse(false));
        })
        .toList();
  }

  private Optional<Pin> pin() {
    return Files.exists(pinFile())
        ? Optional.of(Json.read(pinFile(), Pin.class))
        : Optional.empty();
  }

  private Path pinFile() {
    return places.own().resolve("pins").resolve(repo.replace("/", "--") + ".json");
  }

  private static String reason(IOException e) {
    String kind = e.getClass().getSimpleName();
    return e.getMessage() == null ? "no connection (" + kind + ")" : e.getMessage();
  }

  /// One pull: the files of one commit.
  private final class Fetching {
    private final HubClient hub;
    private final Download download;
    private final String commit;
    private final Progress progress;

    Fetching(HubClient hub, String commit, Progress progress) {
      this.hub = hub;
      this.download = new Download(hub, places.stall(), places.pause());
      this.commit = commit;
      this.progress = progress;
    }

    void get(String file) throws IOException {
      RemoteFile remote = hub.file(repo, commit, file);
      String hash = remote.hash();
      if (!hash.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
        throw new IOException("the hub gives no hash of " + file);
      }
      Path here = cache.snapshot(commit).resolve(file);
      if (Files.exists(here) && isWhole(here, hash)) {
        return;
      }
      Path part = cache.part(hash);
      download.fetch(remote, part, "fetching " + file, progress);
      if (!isWhole(part, hash)) {
        AtomicFiles.delete(part);
        throw new IOException(file + " came altered: its hash is not " + hash);
      }
      AtomicFiles.move(part, cache.blob(hash));
      cache.link(hash, commit, file);
    }

    private boolean isWhole(Path file, String hash) throws IOException {
      return hash.length() == 64
          ? hashes.of(file).equals(hash)
          : HubCache.gitHash(Files.readAllBytes(file)).equals(hash);
    }
  }
}
