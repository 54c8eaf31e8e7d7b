/// The only package that touches disk formats: atomic writes, JSON lines, YAML, content hashes.
@NullMarked
package dev.understudy.store;

import org.jspecify.annotations.NullMarked;
