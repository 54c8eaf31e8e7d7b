/// The part of the Jinja language that chat templates are written in, as the reference renders it:
/// blocks take their line end with them, contents are never templates themselves, and nothing but
/// text comes out.
@NullMarked
package dev.understudy.model.template;

import org.jspecify.annotations.NullMarked;
