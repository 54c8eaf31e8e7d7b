package dev.understudy.tensor;

import dev.understudy.problem.UserException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tensors spread over several safetensors files by an index (`model.safetensors.index.json`).
final class Shards implements TensorFile {
  private final Map<String, Safetensors> files;
  private final Map<String, Safetensors> homes;
  private final Map<String, Info> infos;

  private Shards(
      Map<String, Safetensors> files, Map<String, Safetensors> homes, Map<String, Info> infos) {
    this.files = files;
    this.homes = homes;
    this.infos = infos;
  }

  static Shards open(Path index) {
    Map<String, Safetensors> files = new LinkedHashMap<>();
    try {
      return open(index, weightMap(index), files);
    } catch (RuntimeException e) {
      files.values().forEach(Safetensors::close);
      throw e;
    }
  }

  private static Shards open(Path index, JsonNode weightMap, Map<String, Safetensors> files) {
    Map<String, Safetensors> homes = new LinkedHashMap<>();
    Map<String, Info> infos = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : weightMap.properties()) {
      String name = entry.getKey();
      String shard = entry.getValue().stringValue("");
      // A plain name keeps a hostile index from reaching outside its folder.
      if (!shard.matches("[A-Za-z0-9._-]+\\.safetensors")) {
        throw refuse(index, "tensor " + name, "lies in a file that cannot be: \"" + shard + "\"");
      }
      Safetensors file =
          files.computeIfAbsent(shard, s -> Safetensors.open(index.resolveSibling(s)));
      Info info = file.tensors().get(name);
      if (info == null) {
        throw refuse(index, "tensor " + name, "is not in " + shard + " as the index says");
      }
      homes.put(name, file);
      infos.put(name, info);
    }
    return new Shards(files, homes, Collections.unmodifiableMap(infos));
  }

  private static JsonNode weightMap(Path index) {
    try {
      JsonNode map = new JsonMapper().readTree(Files.readAllBytes(index)).path("weight_map");
      if (!map.isObject() || map.isEmpty()) {
        throw refuse(index, "weight_map", "is missing or empty");
      }
      return map;
    } catch (JacksonException e) {
      throw refuse(index, "byte 0", "is not proper JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UserException(
          index.toString(), "cannot be read: " + e.getMessage(), "Check its permissions.", e);
    }
  }

  private static UserException refuse(Path index, String place, String reason) {
    return new UserException(
        index + ", " + place, reason, "The files are incomplete or altered: fetch them again.");
  }

  @Override
  public Map<String, Info> tensors() {
    return infos;
  }

  @Override
  public void read(String name, MemorySegment target) {
    home(name).read(name, target);
  }

  @Override
  public MemorySegment stored(String name) {
    return home(name).stored(name);
  }

  private Safetensors home(String name) {
    Safetensors home = homes.get(name);
    if (home == null) {
      throw new UserException(
          String.join(", ", files.keySet()),
          "hold no tensor " + name,
          "Check that these are all the weights of a model.");
    }
    return home;
  }

  @Override
  public void close() {
    files.values().forEach(Safetensors::close);
  }
}
