package dev.understudy.model.learn;

import dev.understudy.model.ModelConfig;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;

/// Causal attention with grouped queries (Ainslie et al. 2023), each example for itself, by
/// libtorch's flash kernel for processors. It takes strided input, so nothing is copied on the way
/// in, and heads of a group share their key and value by a stride of zero: groups stand in the
/// kernel's batch dimension, the queries of a group in its head dimension.
final class Attention {
  private static final OperatorHandle FORWARD =
      operator("aten::_scaled_dot_product_flash_attention_for_cpu");
  private static final OperatorHandle BACKWARD =
      operator("aten::_scaled_dot_product_flash_attention_for_cpu_backward");

  private final long groups;
  private final long perGroup;
  private final long size;

  Attention(ModelConfig config) {
    groups = config.kvHeads();
    perGroup = config.heads() / config.kvHeads();
    size = config.headDim();
  }

  /// @param qkv (tokens, (heads + 2 kvHeads) headDim), rotated
  /// @param attended (tokens, heads headDim), may be a part of a wider matrix
  /// @param logSums (tokens, heads), filled here for the way back
  void forward(Batch batch, Tensor qkv, Tensor attended, Tensor logSums) {
    for (Batch.Span span : batch.spans()) {
      try (PointerScope scope = new PointerScope()) {
        Tensor part = qkv.narrow(0, span.from(), span.length());
        IValueVector stack = new IValueVector();
        stack.push_back(new IValue(queries(part)));
        stack.push_back(new IValue(keys(part)));
        stack.push_back(new IValue(values(part)));
        stack.push_back(new IValue(0.0));
        stack.push_back(new IValue(true));
        stack.push_back(new IValue());
        stack.push_back(new IValue());
        FORWARD.callBoxed(stack);
        byHeads(attended.narrow(0, span.from(), span.length())).copy_(stack.get(0).toTensor());
        logSums(logSums, span).copy_(stack.get(1).toTensor());
      }
    }
  }

  /// @param dAttended (tokens, heads headDim), may be a part of a wider matrix
  /// @param dQkv (tokens, (heads + 2 kvHeads) headDim), filled here
  void backward(
      Batch batch, Tensor qkv, Tensor attended, Tensor logSums, Tensor dAttended, Tensor dQkv) {
    for (Batch.Span span : batch.spans()) {
      try (PointerScope scope = new PointerScope()) {
        Tensor part = qkv.narrow(0, span.from(), span.length());
        Tensor dPart = dQkv.narrow(0, span.from(), span.length());
        IValueVector stack = new IValueVector();
        stack.push_back(new IValue(byHeads(dAttended.narrow(0, span.from(), span.length()))));
        stack.push_back(new IValue(queries(part)));
        stack.push_back(new IValue(keys(part)));
        stack.push_back(new IValue(values(part)));
        stack.push_back(new IValue(byHeads(attended.narrow(0, span.from(), span.length()))));
        stack.push_back(new IValue(logSums(logSums, span)));
        stack.push_back(new IValue(0.0));
        stack.push_back(new IValue(true));
        stack.push_back(new IValue());
        stack.push_back(new IValue());
        BACKWARD.callBoxed(stack);
        queries(dPart).copy_(stack.get(0).toTensor());
        keyValue(dPart, 0).copy_(stack.get(1).toTensor().sum(1));
        keyValue(dPart, 1).copy_(stack.get(2).toTensor().sum(1));
      }
    }
  }

  private Tensor byHeads(Tensor x) {
    return x.unflatten(1, new long[] {groups, perGroup, size}).permute(1, 2, 0, 3);
  }

  private Tensor queries(Tensor qkv) {
    return byHeads(qkv.narrow(1, 0, groups * perGroup * size));
  }

  private Tensor keys(Tensor qkv) {
    return keyValue(qkv, 0).unsqueeze(1).expand(groups, perGroup, qkv.size(0), size);
  }

  private Tensor values(Tensor qkv) {
    return keyValue(qkv, 1).unsqueeze(1).expand(groups, perGroup, qkv.size(0), size);
  }

  /// (kvHeads, time, headDim) of the key (0) or the value (1).
  private Tensor keyValue(Tensor qkv, long which) {
    long from = (groups * perGroup + which * groups) * size;
    return qkv.narrow(1, from, groups * size)
        .unflatten(1, new long[] {groups, size})
        .permute(1, 0, 2);
  }

  /// (groups, heads of a group, time), laid out as the kernel wants it.
  private Tensor logSums(Tensor all, Batch.Span span) {
    return all.view(-1)
        .narrow(0, span.from() * groups * perGroup, span.length() * groups * perGroup)
        .view(groups, perGroup, span.length());
  }

  private static OperatorHandle operator(String name) {
    try (PointerScope scope = new PointerScope()) {
      return Tensors.keep(Dispatcher.singleton().findSchemaOrThrow(name, ""));
    }
  }
}
