package dev.understudy.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.understudy.problem.UserException;
import dev.understudy.tensor.TensorFile;
import dev.understudy.tensor.TensorFiles;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class WeightsTest {
  private static final ModelConfig C =
      new ModelConfig(3, 24, 6, 2, 8, 40, 97, 10_000f, 1e-5f, 64, true, "llama");

  @Test
  void sameSeedSameWeights() {
    try (Weights a = Weights.random(C, 3);
        Weights b = Weights.random(C, 3);
        Weights c = Weights.random(C, 4)) {
      for (int i = 0; i < a.all().size(); i++) {
        assertThat(a.all().get(i).equal(b.all().get(i))).isTrue();
      }
      assertThat(a.embedding().equal(c.embedding())).isFalse();
    }
  }

  @Test
  void modulesAreViewsOfTheFusedTensors() {
    try (Weights weights = Weights.random(C, 7);
        PointerScope scope = new PointerScope()) {
      Tensor k = weights.module("model.layers.1.self_attn.k_proj");
      assertThat(k.size(0)).isEqualTo(16);
      NativeFloats.of(k).set(0, 42);
      assertThat(NativeFloats.of(weights.layers().get(1).qkv()).get(48L * 24)).isEqualTo(42);
      for (String part : Weights.linearModules()) {
        assertThat(weights.module("model.layers.0." + part).dim()).isEqualTo(2);
      }
      assertThatThrownBy(() -> weights.module("model.layers.3.self_attn.k_proj"))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("model.layers.3.self_attn.k_proj");
    }
  }

  @Test
  void mergingAddsTheScaledProductToItsModuleOnly() {
    float[] a = new float[2 * 24];
    float[] b = new float[16 * 2];
    for (int i = 0; i < a.length; i++) {
      a[i] = i % 5 - 2;
    }
    for (int i = 0; i < b.length; i++) {
      b[i] = i % 3 - 1;
    }
    String name = "model.layers.1.self_attn.k_proj";
    var adapter =
        new LoraAdapter(
            new LoraConfig(2, 8, 0, List.of("k_proj")), Map.of(name, new LoraAdapter.Pair(a, b)));
    try (Weights weights = Weights.random(C, 7);
        Weights plain = Weights.random(C, 7);
        PointerScope scope = new PointerScope()) {
      weights.merge(adapter);
      NativeFloats now = NativeFloats.of(weights.module(name));
      NativeFloats before = NativeFloats.of(plain.module(name));
      for (int r = 0; r < 16; r++) {
        for (int c = 0; c < 24; c++) {
          float product = b[2 * r] * a[c] + b[2 * r + 1] * a[24 + c];
          assertThat(now.get(24L * r + c))
              .isCloseTo(before.get(24L * r + c) + 4 * product, within(1e-5f));
        }
      }
      for (String other : List.of("self_attn.q_proj", "self_attn.v_proj", "mlp.down_proj")) {
        String o = "model.layers.1." + other;
        assertThat(weights.module(o).equal(plain.module(o))).isTrue();
      }
    }
  }

  @Test
  void anAdapterOfAnotherBaseChangesNothing() {
    var pairs = new LinkedHashMap<String, LoraAdapter.Pair>();
    pairs.put(
        "model.layers.0.self_attn.k_proj", new LoraAdapter.Pair(new float[24], new float[16]));
    pairs.put("model.layers.0.mlp.up_proj", new LoraAdapter.Pair(new float[25], new float[40]));
    var adapter = new LoraAdapter(new LoraConfig(1, 1, 0, List.of("k_proj", "up_proj")), pairs);
    try (Weights weights = Weights.random(C, 7);
        Weights plain = Weights.random(C, 7)) {
      assertThatThrownBy(() -> weights.merge(adapter))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("model.layers.0.mlp.up_proj");
      for (int i = 0; i < plain.all().size(); i++) {
        assertThat(weights.all().get(i).equal(plain.all().get(i))).isTrue();
      }
    }
  }

  /// Each value names its place, so that a row in a wrong place shows.
  @Test
  void readsBothNamingsToTheSameWeights() {
    Map<String, float[]> huggingFace = new LinkedHashMap<>();
    Map<String, float[]> gguf = new LinkedHashMap<>();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    put(
        huggingFace,
        gguf,
        shapes,
        "model.embed_tokens",
        "token_embd",
        1,
        C.vocabulary(),
        C.width());
    put(huggingFace, gguf, shapes, "model.norm", "output_norm", 2, C.width());
    for (int i = 0; i < C.layers(); i++) {
      String hf = "model.layers." + i + ".";
      String gg = "blk." + i + ".";
      int mark = 10 * (i + 1);
      put(huggingFace, gguf, shapes, hf + "input_layernorm", gg + "attn_norm", mark, 24);
      put(huggingFace, gguf, shapes, hf + "self_attn.q_proj", gg + "attn_q", mark + 1, 48, 24);
      put(huggingFace, gguf, shapes, hf + "self_attn.k_proj", gg + "attn_k", mark + 2, 16, 24);
      put(huggingFace, gguf, shapes, hf + "self_attn.v_proj", gg + "attn_v", mark + 3, 16, 24);
      put(huggingFace, gguf, shapes, hf + "self_attn.o_proj", gg + "attn_output", mark + 4, 24, 48);
      put(
          huggingFace,
          gguf,
          shapes,
          hf + "post_attention_layernorm",
          gg + "ffn_norm",
          mark + 5,
          24);
      put(huggingFace, gguf, shapes, hf + "mlp.gate_proj", gg + "ffn_gate", mark + 6, 40, 24);
      put(huggingFace, gguf, shapes, hf + "mlp.up_proj", gg + "ffn_up", mark + 7, 40, 24);
      put(huggingFace, gguf, shapes, hf + "mlp.down_proj", gg + "ffn_down", mark + 8, 24, 40);
      gguf.computeIfPresent(gg + "attn_q.weight", (k, v) -> interleaved(v, 6, 8, 24));
      gguf.computeIfPresent(gg + "attn_k.weight", (k, v) -> interleaved(v, 2, 8, 24));
    }
    try (TensorFile fileA = new InMemory(huggingFace, shapes);
        TensorFile fileB = new InMemory(gguf, shapes);
        Weights a = new WeightsReader(fileA, WeightsReader.Naming.HUGGING_FACE, "a", C).read();
        Weights b = new WeightsReader(fileB, WeightsReader.Naming.GGUF, "b", C).read();
        PointerScope scope = new PointerScope()) {
      for (int i = 0; i < a.all().size(); i++) {
        assertThat(a.all().get(i).equal(b.all().get(i))).as("tensor %d", i).isTrue();
      }
      NativeFloats up = NativeFloats.of(a.module("model.layers.2.mlp.up_proj"));
      assertThat(up.get(5 * 24 + 3)).isEqualTo(37_000 + 5 * 24 + 3);
    }
  }

  @Test
  void aTensorOfAnotherShapeIsRefusedByName() {
    Map<String, float[]> values = Map.of("token_embd.weight", new float[6]);
    try (TensorFile file = new InMemory(values, Map.of("token_embd.weight", new long[] {3, 2}))) {
      assertThatThrownBy(
              () -> new WeightsReader(file, WeightsReader.Naming.GGUF, "f.gguf", C).read())
          .isInstanceOf(UserException.class)
          .hasMessageContaining("f.gguf")
          .hasMessageContaining("token_embd.weight")
          .hasMessageContaining("[3, 2]")
          .hasMessageContaining("[97, 24]");
    }
  }

  @Test
  void aBiasThatIsMissingOrOfAnotherShapeOrNotExpectedIsNamed() {
    var golden = new GoldenArchitecture("qwen2");
    ModelConfig config = ModelConfig.of(golden.folder());
    String bias = "model.layers.1.self_attn.k_proj.bias";
    try (TensorFile real = TensorFiles.open(golden.folder())) {
      var naming = WeightsReader.Naming.HUGGING_FACE;
      assertThatThrownBy(
              () -> new WeightsReader(new Other(real, bias, 17), naming, "f", config).read())
          .isInstanceOf(UserException.class)
          .hasMessageContaining(bias)
          .hasMessageContaining("[17]")
          .hasMessageContaining("[8]");
      assertThatThrownBy(
              () -> new WeightsReader(new Other(real, bias, 0), naming, "f", config).read())
          .hasMessageContaining("tensor `" + bias + "` is missing");
      ModelConfig plain =
          new ModelConfig(2, 16, 4, 2, 4, 24, 41, 10_000f, 1e-5f, 64, true, "llama");
      assertThatThrownBy(() -> new WeightsReader(real, naming, "f", plain).read())
          .isInstanceOf(UserException.class)
          .hasMessageContaining("_proj.bias` is none of a plain `llama`");
    }
  }

  /// A file in which one tensor has another length, or with none is missing.
  private record Other(TensorFile file, String changed, int length) implements TensorFile {
    @Override
    public Map<String, Info> tensors() {
      Map<String, Info> infos = new LinkedHashMap<>(file.tensors());
      infos.remove(changed);
      if (length > 0) {
        infos.put(changed, new Info(changed, "F32", new long[] {length}));
      }
      return infos;
    }

    @Override
    public void read(String name, MemorySegment target) {
      file.read(name, target);
    }

    @Override
    public MemorySegment stored(String name) {
      return file.stored(name);
    }

    @Override
    public void close() {}
  }

  private static void put(
      Map<String, float[]> huggingFace,
      Map<String, float[]> gguf,
      Map<String, long[]> shapes,
      String hfName,
      String ggufName,
      int mark,
      long... shape) {
    int n = 1;
    for (long s : shape) {
      n *= (int) s;
    }
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = mark * 1000 + i;
    }
    huggingFace.put(hfName + ".weight", values);
    gguf.put(ggufName + ".weight", values);
    shapes.put(hfName + ".weight", shape);
    shapes.put(ggufName + ".weight", shape);
  }

  /// What llama.cpp's converter does: row i of the first half and row i of the second become
  /// neighbours.
  private static float[] interleaved(float[] rows, int heads, int headDim, int width) {
    float[] out = new float[rows.length];
    for (int h = 0; h < heads; h++) {
      for (int i = 0; i < headDim / 2; i++) {
        for (int j = 0; j < 2; j++) {
          int from = h * headDim + j * headDim / 2 + i;
          int to = h * headDim + 2 * i + j;
          System.arraycopy(rows, from * width, out, to * width, width);
        }
      }
    }
    return out;
  }

  private record InMemory(Map<String, float[]> values, Map<String, long[]> shapes)
      implements TensorFile {
    @Override
    public Map<String, Info> tensors() {
      Map<String, Info> infos = new LinkedHashMap<>();
      values.keySet().forEach(n -> infos.put(n, new Info(n, "F32", shapes.get(n))));
      return infos;
    }

    @Override
    public MemorySegment stored(String name) {
      return MemorySegment.NULL;
    }

    @Override
    public void read(String name, MemorySegment target) {
      float[] from = values.get(name);
      assertThat(target.byteSize()).isEqualTo(4L * from.length);
      MemorySegment.copy(from, 0, target, ValueLayout.JAVA_FLOAT, 0, from.length);
    }

    @Override
    public void close() {}
  }
}
