/// Several processes of one machine that train together: each learns from its share of a step's
/// examples, and the gradients are added up.
@NullMarked
package dev.understudy.train.ranks;

import org.jspecify.annotations.NullMarked;
