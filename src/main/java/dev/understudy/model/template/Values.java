package dev.understudy.model.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What can be done with values: `String`, `Long`, `Double`, `Boolean`, `List`, `Map`, [Nothing],
/// [Undefined], [Namespace] and [Callable].
final class Values {
  private static final int LARGEST = 1 << 24;

  private Values() {}

  static boolean isTrue(Object value) {
    return switch (value) {
      case Boolean b -> b;
      case String s -> !s.isEmpty();
      case Long n -> n != 0;
      case Double d -> d != 0;
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      case Nothing n -> false;
      case Undefined u -> false;
      default -> true;
    };
  }

  /// As Python's `str` gives it.
  static String text(Object value) {
    return switch (value) {
      case String s -> s;
      case Undefined u -> "";
      case Boolean b -> b ? "True" : "False";
      case Nothing n -> "None";
      case Long n -> Long.toString(n);
      case Double d -> Double.toString(d);
      default -> throw new TemplateException("writes a list or a map as text");
    };
  }

  static List<Object> list(Object value) {
    List<Object> items = new ArrayList<>();
    switch (value) {
      case List<?> list -> items.addAll(list);
      case Map<?, ?> map -> items.addAll(map.keySet());
      case Namespace n -> items.addAll(n.values().keySet());
      case String s -> s.codePoints().mapToObj(Character::toString).forEach(items::add);
      case Undefined u -> {}
      default -> throw new TemplateException("goes through " + name(value));
    }
    return items;
  }

  static boolean contains(Object container, Object value) {
    return switch (container) {
      case String s when value instanceof String part -> s.contains(part);
      case List<?> list -> list.stream().anyMatch(item -> equal(item, value));
      case Map<?, ?> map -> map.containsKey(value);
      case Undefined u -> false;
      default -> throw new TemplateException("looks for something in " + name(container));
    };
  }

  static boolean equal(Object a, Object b) {
    if (a instanceof Number x && b instanceof Number y) {
      return x.doubleValue() == y.doubleValue();
    }
    return a instanceof Undefined ? b instanceof Undefined : Objects.equals(a, b);
  }

  static int compare(Object a, Object b) {
    if (a instanceof Number x && b instanceof Number y) {
      return Double.compare(x.doubleValue(), y.doubleValue());
    }
    if (a instanceof String x && b instanceof String y) {
      return x.compareTo(y);
    }
    throw new TemplateException("compares " + name(a) + " with " + name(b));
  }

  static Object add(Object a, Object b) {
    if (a instanceof String x && b instanceof String y) {
      return joined(x, y);
    }
    if (a instanceof List<?> x && b instanceof List<?> y) {
      refuseAbove(x.size() + (long) y.size());
      List<Object> both = new ArrayList<>(x);
      both.addAll(y);
      return both;
    }
    return calculate("+", a, b);
  }

  static String joined(String a, String b) {
    refuseAbove(a.length() + (long) b.length());
    return a + b;
  }

  /// Doubled often enough, any text would fill the memory.
  static void refuseAbove(long size) {
    if (size > LARGEST) {
      throw new TemplateException("makes a text or list of " + size);
    }
  }

  static Object calculate(String sign, Object a, Object b) {
    if (!(a instanceof Number x) || !(b instanceof Number y)) {
      throw a instanceof Undefined u
          ? u.used()
          : b instanceof Undefined u
              ? u.used()
              : new TemplateException("reckons " + name(a) + " " + sign + " " + name(b));
    }
    if (a instanceof Long n && b instanceof Long m && !sign.equals("/")) {
      return whole(sign, n, m);
    }
    double p = x.doubleValue();
    double q = y.doubleValue();
    return switch (sign) {
      case "+" -> p + q;
      case "-" -> p - q;
      case "*" -> p * q;
      case "/" -> p / q;
      case "//" -> Math.floor(p / q);
      default -> p - q * Math.floor(p / q);
    };
  }

  private static Object whole(String sign, long n, long m) {
    try {
      return switch (sign) {
        case "+" -> Math.addExact(n, m);
        case "-" -> Math.subtractExact(n, m);
        case "*" -> Math.multiplyExact(n, m);
        case "//" -> Math.floorDiv(n, m);
        default -> Math.floorMod(n, m);
      };
    } catch (ArithmeticException e) {
      throw new TemplateException("reckons " + n + " " + sign + " " + m);
    }
  }

  /// `of[key]`, or `of.key`.
  static Object item(Object of, Object key) {
    return switch (of) {
      case Map<?, ?> map -> orUndefined(map.get(key), key);
      case Namespace n -> orUndefined(n.values().get(key), key);
      case Loop loop -> loop.get(key);
      case List<?> list when key instanceof Long i -> at(list, i);
      case String s when key instanceof Long i -> at(list(s), i);
      case Undefined u -> throw u.used();
      default -> new Undefined(String.valueOf(key));
    };
  }

  private static Object at(List<?> list, long index) {
    long i = index < 0 ? index + list.size() : index;
    return i >= 0 && i < list.size() ? list.get((int) i) : new Undefined("item " + index);
  }

  private static Object orUndefined(@Nullable Object value, Object key) {
    return value == null ? new Undefined(String.valueOf(key)) : value;
  }

  /// `of[from:to:step]`; [Undefined] stands for a bound that is not given.
  static Object slice(Object of, Object from, Object to, Object step) {
    List<Object> all = list(of);
    long by = step instanceof Long n ? n : 1;
    if (by == 0) {
      throw new TemplateException("slices in steps of 0");
    }
    long size = all.size();
    long first = bound(from, by > 0 ? 0 : size - 1, size, by);
    long last = bound(to, by > 0 ? size : -1, size, by);
    List<Object> some = new ArrayList<>();
    for (long i = first; by > 0 ? i < last : i > last; i += by) {
      some.add(all.get((int) i));
    }
    if (!(of instanceof String)) {
      return some;
    }
    StringBuilder text = new StringBuilder();
    some.forEach(text::append);
    return text.toString();
  }

  private static long bound(Object given, long otherwise, long size, long by) {
    if (!(given instanceof Long n)) {
      return otherwise;
    }
    long i = n < 0 ? n + size : n;
    return by > 0 ? Math.clamp(i, 0L, size) : Math.clamp(i, -1L, size - 1);
  }

  /// A value's kind, for messages.
  static String name(Object value) {
    return switch (value) {
      case String s -> "a text";
      case Long n -> "a number";
      case Double d -> "a number";
      case Boolean b -> "a truth value";
      case List<?> l -> "a list";
      case Map<?, ?> m -> "a map";
      case Nothing n -> "none";
      case Undefined u -> u.name() + ", which is not defined";
      default -> "a function";
    };
  }
}
