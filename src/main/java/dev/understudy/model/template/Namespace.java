package dev.understudy.model.template;

import java.util.Map;

/// The one kind of value whose parts a template can set, even from inside a loop.
record Namespace(Map<String, Object> values) {}
