package dev.understudy.model.learn;

/// What all blocks need in one pass.
record Pass(Batch batch, Rotation rotation, Attention attention, Scratch scratch) {}
