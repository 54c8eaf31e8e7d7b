/// Reads what is known of a person, from files and pages, into passages and words really said.
@NullMarked
package dev.understudy.profile;

import org.jspecify.annotations.NullMarked;
