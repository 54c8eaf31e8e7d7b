/// The part of the Jinja language that chat templates are written in.
@NullMarked
package dev.understudy.model.template;

import org.jspecify.annotations.NullMarked;
