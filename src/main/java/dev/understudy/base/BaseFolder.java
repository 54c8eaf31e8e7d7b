package dev.understudy.base;

import dev.understudy.problem.UserException;
import dev.understudy.store.Hashes;
import dev.understudy.store.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Which files make up a base kept as a folder of safetensors.
final class BaseFolder {
  static final String INDEX = "model.safetensors.index.json";
  static final String SINGLE = "model.safetensors";
  static final List<String> DEMANDED = List.of("config.json", "tokenizer.json");

  /// Fetched when the repository has them.
  static final List<String> OPTIONAL =
      List.of(
          "generation_config.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "chat_template.jinja",
          "LICENSE",
          INDEX);

  private BaseFolder() {}

  /// The files of weights, in order of name: those the index names, or the single one.
  ///
  /// @throws UserException when the index names files outside the folder
  static List<String> weights(Path folder) {
    Path index = folder.resolve(INDEX);
    if (!Files.exists(index)) {
      return List.of(SINGLE);
    }
    var names = new TreeSet<String>();
    for (JsonNode shard : Json.read(index, JsonNode.class).path("weight_map")) {
      String name = shard.asString();
      if (!name.matches("[\\w][\\w.-]*\\.safetensors")) {
        throw new UserException(index.toString(), "names a strange file: " + name, "");
      }
      names.add(name);
    }
    return List.copyOf(names);
  }

  /// What is lacking for a base; empty when all is there.
  static List<String> missing(Path folder) {
    var missing = new ArrayList<String>();
    for (String name : DEMANDED) {
      if (!Files.exists(folder.resolve(name))) {
        missing.add(name);
      }
    }
    for (String name : weights(folder)) {
      if (!Files.exists(folder.resolve(name))) {
        missing.add(name);
      }
    }
    return missing;
  }

  /// The hash of each file that decides what the base says.
  static SortedMap<String, String> hashes(Path folder, KnownHashes known) {
    var hashes = new TreeMap<String, String>();
    for (String name : DEMANDED) {
      hashes.put(name, known.of(folder.resolve(name)));
    }
    for (String name : weights(folder)) {
      hashes.put(name, known.of(folder.resolve(name)));
    }
    return hashes;
  }

  /// One hash for all: that of the lines `hash name`, in order of name.
  static String hash(SortedMap<String, String> hashes) {
    var lines = new StringBuilder();
    hashes.forEach((name, hash) -> lines.append(hash).append("  ").append(name).append('\n'));
    return Hashes.sha256(lines.toString().getBytes(StandardCharsets.UTF_8));
  }
}
