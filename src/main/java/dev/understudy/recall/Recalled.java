package dev.understudy.recall;

import dev.understudy.person.Memory;

/// A memory found for what was said, with its score (higher fits better).
public record Recalled(Memory memory, double score) {}
