package dev.understudy.export;

import dev.understudy.tensor.BlockType;
import java.nio.file.Path;
import java.util.List;

/// What to write, and where.
///
/// @param to a folder: with one format it holds that, with several each has a folder in it
/// @param formats at least one
/// @param types each must fit one of the formats at least; may be empty: then each has its usual
///   one
/// @param overwrite whether an earlier export may be replaced
/// @param force whether to write what would drown the training in noise
/// @param shardBytes about the largest file of safetensors
public record ExportRequest(
    Path to,
    List<Format> formats,
    List<BlockType> types,
    boolean overwrite,
    boolean force,
    long shardBytes) {
  /// As large as others make them.
  public static final long SHARD_BYTES = 5_000_000_000L;

  public ExportRequest {
    formats = formats.stream().distinct().toList();
    types = types.stream().distinct().toList();
    if (formats.isEmpty() || shardBytes < 1) {
      throw new IllegalArgumentException(formats + ", " + shardBytes);
    }
    Format.check(formats, types);
  }
}
