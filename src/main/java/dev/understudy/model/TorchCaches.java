package dev.understudy.model;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// Keys (rotated) and values of many sequences on a device, so that one pass reads them all: for
/// each block one tensor of each, (slots, capacity, kvHeads headDim), every sequence in a slot of
/// its own. They grow with the number of sequences and with the longest one.
final class TorchCaches implements AutoCloseable {
  private static final int GRAIN = 256;

  private final ModelConfig config;
  private final Device device;
  private final List<Tensor> keys = new ArrayList<>();
  private final List<Tensor> values = new ArrayList<>();
  private final BitSet taken = new BitSet();
  private int slots;
  private int capacity;

  TorchCaches(ModelConfig config, Device device) {
    this.config = config;
    this.device = device;
    try (PointerScope scope = new PointerScope()) {
      for (int i = 0; i < config.layers(); i++) {
        keys.add(zeros(0, 0));
        values.add(zeros(0, 0));
      }
    }
  }

  /// One sequence.
  final class Slot implements Engine.Cache {
    private final int number = taken.nextClearBit(0);
    private int length;

    private Slot() {
      taken.set(number);
    }

    @Override
    public int length() {
      return length;
    }

    @Override
    public void truncate(int newLength) {
      if (newLength < 0 || newLength > length) {
        throw new IllegalArgumentException(newLength + " of " + length);
      }
      length = newLength;
    }

    /// Takes in one more position, which is written later.
    void extend() {
      length++;
      reserve(number + 1, length);
    }

    @Override
    public Slot copy(int count, int room) {
      Slot copy = new Slot();
      reserve(copy.number + 1, count + room);
      copy.length = count;
      for (List<Tensor> all : List.of(keys, values)) {
        for (Tensor t : all) {
          try (PointerScope scope = new PointerScope();
              NoGradGuard guard = new NoGradGuard()) {
            t.select(0, copy.number)
                .narrow(0, 0, count)
                .copy_(t.select(0, number).narrow(0, 0, count));
          }
        }
      }
      return copy;
    }

    @Override
    public void close() {
      taken.clear(number);
    }
  }

  /// An empty sequence.
  Slot take() {
    return new Slot();
  }

  /// Where a position of a sequence lies among all positions of all slots.
  long place(Engine.Cache cache, int position) {
    return (long) ((Slot) cache).number * capacity + position;
  }

  static long[] slots(List<Engine.Cache> sequences) {
    return sequences.stream().mapToLong(s -> ((Slot) s).number).toArray();
  }

  /// Puts keys and values, (rows, kvHeads, headDim), to their places, (rows).
  void write(int layer, Tensor places, Tensor k, Tensor v) {
    put(keys.get(layer), places, k);
    put(values.get(layer), places, v);
  }

  /// (sequences, kvHeads, longest, headDim)
  Tensor keys(int layer, Tensor sequences, int longest) {
    return read(keys.get(layer), sequences, longest);
  }

  /// (sequences, kvHeads, longest, headDim)
  Tensor values(int layer, Tensor sequences, int longest) {
    return read(values.get(layer), sequences, longest);
  }

  private void put(Tensor all, Tensor places, Tensor some) {
    all.view(-1, all.size(2)).index_copy_(0, places, some.reshape(-1, all.size(2)));
  }

  private Tensor read(Tensor all, Tensor sequences, int longest) {
    return all.narrow(1, 0, longest)
        .index_select(0, sequences)
        .view(sequences.numel(), longest, config.kvHeads(), config.headDim())
        .transpose(1, 2);
  }

  private void reserve(int needSlots, int needLength) {
    if (needSlots <= slots && needLength <= capacity) {
      return;
    }
    int newSlots = Math.max(slots, needSlots);
    int roomy = Math.max(needLength, capacity * 3 / 2);
    int newCapacity = needLength <= capacity ? capacity : (roomy + GRAIN - 1) / GRAIN * GRAIN;
    for (List<Tensor> all : List.of(keys, values)) {
      all.replaceAll(old -> grown(old, newSlots, newCapacity));
    }
    slots = newSlots;
    capacity = newCapacity;
  }

  private Tensor grown(Tensor old, int newSlots, int newCapacity) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor grown = zeros(newSlots, newCapacity);
      grown.narrow(0, 0, slots).narrow(1, 0, capacity).copy_(old);
      old.close();
      return grown;
    }
  }

  /// Zeros, because what is masked counts nothing only when it is a number.
  private Tensor zeros(long someSlots, long someCapacity) {
    long floats = (long) config.kvHeads() * config.headDim();
    Tensor zeros = device.zeros(device.precision(), someSlots, someCapacity, floats);
    zeros.retainReference();
    return zeros;
  }

  @Override
  public void close() {
    keys.forEach(Tensor::close);
    values.forEach(Tensor::close);
  }
}
