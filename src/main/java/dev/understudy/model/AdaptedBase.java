package dev.understudy.model;

import dev.understudy.problem.DidYouMean;
import dev.understudy.problem.UserException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// One base in memory and any number of its adapters, of which none or one is in use at a time;
/// several at once are one [Combination].
///
/// The one in use is merged into the weights, so that talking costs nothing more. The values of
/// before are put back from a copy, not calculated: what is in use gives the same bits as freshly
/// loaded, however often one was changed for another. That copy holds the modules that some adapter
/// has changed, once, whatever the number of adapters: for all linear modules about as much as the
/// blocks themselves, four bytes a weight. Changing takes a pass over these modules.
public final class AdaptedBase implements AutoCloseable {
  private final Weights weights;
  private final Map<String, LoraAdapter> adapters = new LinkedHashMap<>();
  private final Map<String, Tensor> untouched = new LinkedHashMap<>();
  private @Nullable String inUse;

  /// Takes over the weights of a base, and closes them in the end.
  public AdaptedBase(Weights base) {
    weights = base;
  }

  /// Makes an adapter known, without using it yet.
  ///
  /// @throws UserException when it does not fit the base, or there is one of this name
  public void add(String name, LoraAdapter adapter) {
    if (adapters.containsKey(name)) {
      throw new UserException("adapter " + name, "is there already", "Give it another name.");
    }
    weights.check(adapter);
    adapters.put(name, adapter);
  }

  /// Forgets an adapter; where it is in use the bare base is used from now on.
  public void remove(String name) {
    find(name);
    if (name.equals(inUse)) {
      useBase();
    }
    adapters.remove(name);
  }

  /// Uses this adapter and no other from now on. Whatever has kept anything computed with the
  /// weights of before, like a [Generator], must be made anew.
  public void use(String name) {
    LoraAdapter adapter = find(name);
    useBase();
    keep(adapter);
    weights.merge(adapter);
    inUse = name;
  }

  /// Uses the bare base from now on.
  public void useBase() {
    if (inUse == null) {
      return;
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      for (String module : find(inUse).pairs().keySet()) {
        Tensor before = untouched.get(module);
        if (before != null) {
          weights.module(module).copy_(before);
        }
      }
    }
    inUse = null;
  }

  private void keep(LoraAdapter adapter) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      for (String module : adapter.pairs().keySet()) {
        if (!untouched.containsKey(module)) {
          Tensor copy = weights.module(module).clone();
          copy.retainReference();
          untouched.put(module, copy);
        }
      }
    }
  }

  /// The name of the adapter in use; empty where the bare base is.
  public Optional<String> inUse() {
    return Optional.ofNullable(inUse);
  }

  private LoraAdapter find(String name) {
    LoraAdapter found = adapters.get(name);
    if (found == null) {
      throw new UserException(
          "adapter " + name, "is not known", DidYouMean.hint(name, adapters.keySet()));
    }
    return found;
  }

  /// The weights of the base with what is in use merged in: the same object all the time, to be
  /// changed by this alone.
  public Weights weights() {
    return weights;
  }

  /// Bytes of the copy.
  long copied() {
    return untouched.values().stream().mapToLong(t -> t.numel() * t.element_size()).sum();
  }

  @Override
  public void close() {
    untouched.values().forEach(Tensor::close);
    weights.close();
  }
}
