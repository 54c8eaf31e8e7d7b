package dev.understudy.pipeline.make;

import dev.understudy.problem.UserException;
import dev.understudy.store.AtomicFiles;
import dev.understudy.store.Hashes;
import dev.understudy.store.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Remembers what was made from what, in `dataset.json` beside the files: so a step that is up to
/// date is not done again, and a file that a person changed is never written over.
final class Ledger {
  private static final String FILE = "dataset.json";

  private final Path folder;
  private final Map<String, Product> products;

  private Ledger(Path folder, Map<String, Product> products) {
    this.folder = folder;
    this.products = products;
  }

  /// A file that was made.
  ///
  /// @param sha256 of its bytes
  /// @param inputs hash of all it was made from
  /// @param before the SHA-256 of what it takes the place of: a program killed between writing this
  ///   down and moving the file leaves that one
  record Product(String sha256, String inputs, Optional<String> before) {}

  private record Written(Map<String, Product> products) {}

  enum State {
    /// It is not there yet.
    MISSING,
    /// It was made from something else than there is now.
    STALE,
    /// It is what would be made again.
    CURRENT,
    /// A person wrote or changed it.
    EDITED
  }

  /// @throws UserException when the file was damaged
  static Ledger open(Path folder) {
    Path file = folder.resolve(FILE);
    return new Ledger(
        folder,
        Files.exists(file)
            ? new TreeMap<>(Json.read(file, Written.class).products())
            : new TreeMap<>());
  }

  State state(Path file, String inputs) {
    if (!Files.exists(file)) {
      return State.MISSING;
    }
    String found = Hashes.sha256(file);
    return Optional.ofNullable(products.get(name(file)))
        .map(made -> state(made, found, inputs))
        .orElse(State.EDITED);
  }

  private static State state(Product made, String found, String inputs) {
    if (made.sha256().equals(found)) {
      return made.inputs().equals(inputs) ? State.CURRENT : State.STALE;
    }
    return made.before().filter(found::equals).isPresent() ? State.STALE : State.EDITED;
  }

  /// Lets `content` write a file, and puts it in place of `file` as made from `inputs`.
  void write(Path file, String inputs, Consumer<Path> content) {
    Path drafts = folder.resolve(".made");
    Path finished = drafts.resolve(file.getFileName());
    try {
      content.accept(finished);
      Optional<String> before =
          Files.exists(file) ? Optional.of(Hashes.sha256(file)) : Optional.empty();
      products.put(name(file), new Product(Hashes.sha256(finished), inputs, before));
      Json.write(folder.resolve(FILE), new Written(products));
      AtomicFiles.move(finished, file);
    } finally {
      AtomicFiles.delete(drafts);
    }
  }

  private String name(Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }
}
