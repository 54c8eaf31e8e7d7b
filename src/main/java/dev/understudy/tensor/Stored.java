package dev.understudy.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// A tensor and where its bytes lie in a mapped file. `type` is empty for one that can be named but
/// not read.
record Stored(TensorFile.Info info, Optional<BlockType> type, long offset, long bytes) {
  void read(MappedFile file, MemorySegment target) {
    BlockType known =
        type.orElseThrow(() ->
            file.unsupported(
                "tensor " + info.name(),
                "has values of type " + info.type(),
                "Use weights of one of these types: " + BlockType.supported() + "."));
    Decoding.decode(known, file.bytes().asSlice(offset, bytes), info.elements(), target);
  }
}
