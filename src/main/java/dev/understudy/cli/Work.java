package dev.understudy.cli;

import java.nio.file.Path;

/// What a training tells the processes that help it, beside its recipe.
///
/// @param character folder of the character
/// @param run name of the run
/// @param resume whether it goes on from a checkpoint
/// @param processes of the training
/// @param threads of each
record Work(Path character, String run, boolean resume, int processes, int threads) {
  static final String FILE = "work.json";
  static final String RECIPE = "recipe.yaml";
}
