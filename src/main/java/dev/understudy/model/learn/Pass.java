package dev.understudy.model.learn;

import dev.understudy.model.Team;

/// What all blocks need in one pass.
record Pass(Team team, Batch batch, Rotation rotation, Attention attention, Scratch scratch) {}
