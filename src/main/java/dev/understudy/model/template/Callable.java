package dev.understudy.model.template;

import java.util.List;
import java.util.Map;

/// Something a template can call.
@FunctionalInterface
interface Callable {
  Object call(List<Object> arguments, Map<String, Object> named);
}
