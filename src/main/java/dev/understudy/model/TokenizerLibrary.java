package dev.understudy.model;

import dev.understudy.base.Bases;
import java.util.Map;

/// Settles how the native tokenizer library behaves. Whoever uses the library, directly or through
/// another one, calls [#prepare] first: left alone it reports each use over the network and may
/// fetch a build for a GPU.
///
/// The library can only be told through system properties, so this is the one place here that sets
/// them. What the user has set stays.
public final class TokenizerLibrary {
  private TokenizerLibrary() {}

  public static void prepare() {
    Map.of(
            "OPT_OUT_TRACKING", "true",
            "RUST_FLAVOR", "cpu",
            "ENGINE_CACHE_DIR", Bases.cache().resolve("native").toString())
        .forEach(TokenizerLibrary::settle);
  }

  private static void settle(String name, String value) {
    if (System.getenv(name) == null && System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
