/// Datasets in the formats other programs read and write.
@NullMarked
package dev.understudy.dataset;

import org.jspecify.annotations.NullMarked;
