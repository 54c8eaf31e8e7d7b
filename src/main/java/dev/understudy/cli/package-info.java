/// The edge: parse, call, show.
@NullMarked
package dev.understudy.cli;

import org.jspecify.annotations.NullMarked;
