package dev.understudy.model;

/// What a model said.
///
/// @param text without the stop text, if one came
/// @param tokens as generated, without the one that ended the turn
public record Reply(String text, int[] tokens, Finish finish) {}
