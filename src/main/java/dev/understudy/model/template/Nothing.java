package dev.understudy.model.template;

/// Python's `None`.
enum Nothing {
  NONE
}
