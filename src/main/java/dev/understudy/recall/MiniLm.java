package dev.understudy.recall;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import dev.understudy.model.TokenizerLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.util.Map;

/// Sentence embeddings of 384 numbers from all-MiniLM-L6-v2 with int8 weights, which lies inside a
/// jar.
///
/// The model is run by ONNX Runtime directly, on the caller's thread alone: its own thread pool
/// would spin beside libtorch's and slow both down. Session and tokenizer may be shared by threads.
public final class MiniLm implements Embedder {
  private static final String NAME = "all-minilm-l6-v2-q";
  private static final int MOST_TOKENS = 256;

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final HuggingFaceTokenizer tokenizer;

  public MiniLm() {
    TokenizerLibrary.prepare();
    try (var options = new OrtSession.SessionOptions();
        InputStream vocabulary = resource(NAME + "-tokenizer.json");
        InputStream weights = resource(NAME + ".onnx")) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      tokenizer =
          HuggingFaceTokenizer.newInstance(
              vocabulary,
              Map.of("padding", "false", "truncation", "true", "maxLength", "" + MOST_TOKENS));
      session = environment.createSession(weights.readAllBytes(), options);
    } catch (OrtException | IOException e) {
      throw new IllegalStateException("the embedding model inside the jar can't be loaded", e);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public float[] embed(String text) {
    Encoding encoding = tokenizer.encode(text);
    try (OnnxTensor ids = row(encoding.getIds());
        OnnxTensor mask = row(encoding.getAttentionMask());
        OnnxTensor types = row(encoding.getTypeIds());
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
      float[][][] states = (float[][][]) result.get(0).getValue(); // (1, tokens, 384)
      return unit(mean(states[0]));
    } catch (OrtException e) {
      throw new IllegalStateException("the embedding model failed on: " + text, e);
    }
  }

  @Override
  public void close() {
    tokenizer.close();
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private OnnxTensor row(long[] values) throws OrtException {
    return OnnxTensor.createTensor(
        environment, LongBuffer.wrap(values), new long[] {1, values.length});
  }

  /// Mean over all tokens, the model's own way of pooling.
  private static float[] mean(float[][] states) {
    float[] sum = new float[states[0].length];
    for (float[] state : states) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += state[i] / states.length;
      }
    }
    return sum;
  }

  private static float[] unit(float[] v) {
    double squares = 0;
    for (float x : v) {
      squares += (double) x * x;
    }
    float scale = (float) (1 / Math.sqrt(squares));
    for (int i = 0; i < v.length; i++) {
      v[i] *= scale;
    }
    return v;
  }

  private static InputStream resource(String name) throws IOException {
    InputStream in = AllMiniLmL6V2QuantizedEmbeddingModel.class.getResourceAsStream("/" + name);
    if (in == null) {
      throw new IOException(name + " is not on the class path");
    }
    return in;
  }
}
