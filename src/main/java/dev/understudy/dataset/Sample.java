package dev.understudy.dataset;

import dev.understudy.person.Experience;
import dev.understudy.recall.Conversation;

/// What is exported of one experience.
///
/// @param conversation as training reads it
public record Sample(Experience experience, Conversation conversation) {}
