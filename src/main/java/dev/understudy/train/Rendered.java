package dev.understudy.train;

import dev.understudy.model.learn.Example;

/// A scene as an example.
///
/// @param prompt how many tokens tell who he is and where, before anybody speaks; none of them may
///   be learnt
/// @param dropped how many of its oldest exchanges were left out, because it was longer than the
///   window
public record Rendered(String experience, Example example, int prompt, int dropped) {}
