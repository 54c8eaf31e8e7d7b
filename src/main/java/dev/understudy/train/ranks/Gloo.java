package dev.understudy.train.ranks;

import dev.understudy.model.Native;
import dev.understudy.model.NativeFloats;
import dev.understudy.problem.UserException;
import java.nio.file.Path;
import java.time.Duration;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_gloo;

/// Ranks that talk by Gloo over the loopback interface. They find each other by a file; nothing is
/// open to other machines. What is on a device goes through main memory.
final class Gloo implements Ranks {
  private static final String LOOPBACK = "127.0.0.1";

  private final int rank;
  private final int count;
  private final FileStore store;
  private final ProcessGroupGloo group;
  private boolean closed;

  private Gloo(int rank, int count, FileStore store, ProcessGroupGloo group) {
    this.rank = rank;
    this.count = count;
    this.store = store;
    this.group = group;
  }

  /// Waits for the others.
  ///
  /// @param file where all ranks meet
  /// @param timeout after which a rank that does not answer is given up
  static Gloo join(Path file, int rank, int count, Duration timeout) {
    load();
    try (PointerScope scope = new PointerScope()) {
      var store = new FileStore(file.toString(), count);
      var options = ProcessGroupGloo.Options.create(new Milliseconds(timeout.toMillis()));
      options.devices(new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname(LOOPBACK)));
      options.threads(1); // one operation at a time
      var group = new ProcessGroupGloo(store, rank, count, options);
      store.retainReference();
      group.retainReference();
      return new Gloo(rank, count, store, group);
    } catch (RuntimeException e) {
      throw lost(rank, count, e);
    }
  }

  private static void load() {
    Native.load();
    try {
      Loader.load(torch_gloo.class);
    } catch (LinkageError | RuntimeException e) {
      throw new UserException(
          "training with several processes",
          "the native library they talk by (Gloo) could not be loaded: " + e.getMessage(),
          "Train with one process.",
          e);
    }
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public void sum(Tensor tensor) {
    try (PointerScope scope = new PointerScope()) {
      Tensor host = tensor.cpu(); // itself where it is in main memory
      NativeFloats.of(host); // refuses what Gloo would misread
      reduce(host);
      if (!tensor.is_cpu()) {
        tensor.copy_(host);
      }
    }
  }

  @Override
  public double[][] gather(double... own) {
    try (PointerScope scope = new PointerScope()) {
      double[] all = new double[count * own.length]; // the others' places are zero
      System.arraycopy(own, 0, all, rank * own.length, own.length);
      Tensor tensor = torch.tensor(all, new TensorOptions(torch.ScalarType.Double));
      reduce(tensor);
      new DoublePointer(tensor.data_ptr()).get(all);
      double[][] each = new double[count][own.length];
      for (int i = 0; i < all.length; i++) {
        each[i / own.length][i % own.length] = all[i];
      }
      return each;
    }
  }

  private void reduce(Tensor tensor) {
    try {
      group.allreduce(new TensorVector(tensor))._wait();
    } catch (RuntimeException e) {
      throw lost(rank, count, e);
    }
  }

  private static UserException lost(int rank, int count, RuntimeException e) {
    String words = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new UserException(
        "training, rank %d of %d".formatted(rank, count),
        "another process of this training has ended or does not answer (" + words + ")",
        "Checkpoints written before are whole: train with --run NAME --resume to go on.",
        new LostRank(e));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      group.close();
      store.close();
    }
  }
}
