package dev.understudy.tensor;

import dev.understudy.problem.UserException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The tensors of one mapped file.
final class MappedTensors {
  private final MappedFile file;
  private final Map<String, Stored> stored;
  private final Map<String, TensorFile.Info> infos;

  MappedTensors(MappedFile file, Map<String, Stored> stored) {
    this.file = file;
    this.stored = stored;
    Map<String, TensorFile.Info> all = new LinkedHashMap<>();
    stored.forEach((name, tensor) -> all.put(name, tensor.info()));
    infos = Collections.unmodifiableMap(all);
    refuseOverlaps();
  }

  Map<String, TensorFile.Info> infos() {
    return infos;
  }

  void read(String name, MemorySegment target) {
    find(name).read(file, target);
  }

  MemorySegment stored(String name) {
    Stored tensor = find(name);
    return file.bytes().asSlice(tensor.offset(), tensor.bytes());
  }

  private Stored find(String name) {
    Stored tensor = stored.get(name);
    if (tensor == null) {
      throw new UserException(
          file.path().toString(),
          "holds no tensor " + name,
          "Check that these are all the weights of a model.");
    }
    return tensor;
  }

  private void refuseOverlaps() {
    List<Stored> byPlace = new ArrayList<>(stored.values());
    byPlace.removeIf(tensor -> tensor.bytes() == 0);
    byPlace.sort(Comparator.comparingLong(Stored::offset));
    for (int i = 1; i < byPlace.size(); i++) {
      Stored before = byPlace.get(i - 1);
      Stored tensor = byPlace.get(i);
      if (tensor.offset() < before.offset() + before.bytes()) {
        throw file.refuse(
            "tensor " + tensor.info().name() + " at byte " + tensor.offset(),
            "overlaps tensor " + before.info().name());
      }
    }
  }
}
