/// What a training did, as one page that needs nothing else.
@NullMarked
package dev.understudy.pipeline.report;

import org.jspecify.annotations.NullMarked;
