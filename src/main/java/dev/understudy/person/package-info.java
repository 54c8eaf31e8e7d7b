/// The nouns: records and sealed interfaces, no input or output.
@NullMarked
package dev.understudy.person;

import org.jspecify.annotations.NullMarked;
