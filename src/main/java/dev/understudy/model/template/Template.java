package dev.understudy.model.template;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A chat template, ready to be rendered.
public final class Template {
  private static final Jinjava JINJAVA =
      new Jinjava(
          JinjavaConfig.newBuilder()
              .withTrimBlocks(true)
              .withLstripBlocks(true)
              .withNestedInterpretationEnabled(false)
              .build());

  private final String source;

  private Template(String source) {
    this.source = source;
  }

  public static Template parse(String source) {
    return new Template(source.endsWith("\n") ? source.substring(0, source.length() - 1) : source);
  }

  public String render(Map<String, @Nullable Object> values) {
    return JINJAVA.render(source, values);
  }
}
