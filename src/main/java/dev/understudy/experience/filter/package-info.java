/// What keeps a bad experience out of a dataset: each filter a small class with a name, a count and
/// a reason. Nothing is dropped in silence.
@NullMarked
package dev.understudy.experience.filter;

import org.jspecify.annotations.NullMarked;
