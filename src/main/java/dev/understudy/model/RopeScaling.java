package dev.understudy.model;

import dev.understudy.problem.UserException;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// How a base's context was stretched after its training: by what the angle of each rotary pair is
/// divided. Empty where it was not.
final class RopeScaling {
  private static final String KNOWN = "default, linear, llama3";

  private RopeScaling() {}

  /// From a `config.json`.
  ///
  /// @param json its `rope_parameters`, or its `rope_scaling`, which older releases of transformers
  ///   wrote
  static List<Double> ofJson(String where, JsonNode json, int headDim, double theta) {
    String type = json.path("rope_type").asString(json.path("type").asString("default"));
    ToDoubleFunction<String> number =
        key -> {
          double value = json.path(key).asDouble(Double.NaN);
          if (!(value > 0)) {
            throw refused(where, "RoPE scaling `" + type + "` lacks a proper `" + key + "`");
          }
          return value;
        };
    return switch (type) {
      case "default" -> List.of();
      case "linear" -> linear(number.applyAsDouble("factor"), headDim);
      case "llama3" -> {
        double factor = number.applyAsDouble("factor");
        double low = number.applyAsDouble("low_freq_factor");
        double high = number.applyAsDouble("high_freq_factor");
        double context = number.applyAsDouble("original_max_position_embeddings");
        if (high <= low) {
          throw refused(where, "RoPE scaling `llama3` has high_freq_factor not above the low one");
        }
        yield IntStream.range(0, headDim / 2)
            .mapToObj(i -> llama3(Math.pow(theta, -2.0 * i / headDim), factor, low, high, context))
            .toList();
      }
      default -> throw unknown(where, type);
    };
  }

  /// From a GGUF file's metadata.
  ///
  /// @param type `rope.scaling.type`
  static List<Double> ofGguf(String where, String type, double factor, int headDim) {
    return switch (type) {
      case "none" -> List.of();
      case "linear" -> {
        if (!(factor > 0)) {
          throw refused(where, "RoPE scaling `linear` lacks a proper factor");
        }
        yield linear(factor, headDim);
      }
      default -> throw unknown(where, type);
    };
  }

  private static List<Double> linear(double factor, int headDim) {
    return factor == 1 ? List.of() : Collections.nCopies(headDim / 2, factor);
  }

  /// Llama 3.1: pairs that turn often within the original context are left alone, those that turn
  /// seldom are slowed by the whole factor, and between them it goes over smoothly.
  ///
  /// @param frequency in radians a position
  /// @param low turns within the original context, up to which a pair is slowed wholly
  /// @param high turns from which it is left alone
  private static double llama3(
      double frequency, double factor, double low, double high, double context) {
    double turns = context * frequency / (2 * Math.PI);
    if (turns > high) {
      return 1;
    }
    if (turns < low) {
      return factor;
    }
    double smooth = (turns - low) / (high - low);
    return 1 / ((1 - smooth) / factor + smooth);
  }

  private static UserException unknown(String where, String type) {
    return refused(where, "RoPE scaling `" + type + "` is not supported; supported are " + KNOWN);
  }

  private static UserException refused(String where, String what) {
    return new UserException(where, what, "Choose another base, e.g. the alias smollm2-135m.");
  }
}
