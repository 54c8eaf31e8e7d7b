package dev.understudy.train.ranks;

import dev.understudy.model.NativeFloats;
import dev.understudy.model.learn.Parameter;
import dev.understudy.problem.UserException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.bytedeco.javacpp.PointerScope;

/// Makes sure that all ranks are training the same model on the same data: they add the same
/// gradients to the same numbers, so what they have stays equal to the bit, or something is broken.
public final class Agreement {
  private static final long PART = 1 << 30;

  private Agreement() {}

  /// @param data hash of what is learnt, as hexadecimal
  /// @throws UserException when the ranks differ
  public static void check(Ranks ranks, List<Parameter> parameters, String data, long step) {
    if (ranks.count() == 1) {
      return;
    }
    double[][] all = ranks.gather(step, Long.parseLong(data, 0, 12, 16), checksum(parameters));
    for (int i = 1; i < all.length; i++) {
      if (!Arrays.equals(all[i], all[0])) {
        String what = all[i][0] != all[0][0] ? "steps" : all[i][1] != all[0][1] ? "data" : "values";
        throw new UserException(
            "training, step " + step,
            "rank %d has other %s than rank 0".formatted(i, what),
            what.equals("values")
                ? "Memory or arithmetic of this machine is not to be trusted. Earlier checkpoints were checked and are whole: resume from them, with one process to be sure."
                : "Leave the character's files alone while a training starts, and start again.");
      }
    }
  }

  /// Of all values, in main memory or on a device.
  static long checksum(List<Parameter> parameters) {
    var sum = new CRC32C();
    for (Parameter p : parameters) {
      try (PointerScope scope = new PointerScope()) {
        MemorySegment floats = NativeFloats.of(p.value().detach().cpu()).segment();
        for (long from = 0; from < floats.byteSize(); from += PART) {
          long size = Math.min(PART, floats.byteSize() - from);
          sum.update(floats.asSlice(from, size).asByteBuffer());
        }
      }
    }
    return sum.getValue();
  }
}
