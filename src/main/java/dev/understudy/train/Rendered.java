package dev.understudy.train;

import dev.understudy.model.learn.Example;

/// A scene as an example.
///
/// @param dropped how many of its oldest exchanges were left out, because it was longer than the
///   window
public record Rendered(String experience, Example example, int dropped) {}
