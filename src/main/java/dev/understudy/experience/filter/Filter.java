package dev.understudy.experience.filter;

import dev.understudy.person.Experience;

/// One demand on an experience.
interface Filter {
  FilterName name();

  /// Called in the order of the dataset, by one thread.
  Decision look(Experience experience);
}
