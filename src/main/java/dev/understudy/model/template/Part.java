package dev.understudy.model.template;

/// A stretch of a template's source. `text` is what stands between the braces, without control
/// signs.
record Part(Kind kind, String text, int line) {
  enum Kind {
    TEXT,
    /// `{{ … }}`
    OUTPUT,
    /// `{% … %}`
    TAG
  }
}
