package dev.understudy.cli;

/// Colours and weights by ANSI sequences, or none where they would show as noise.
record Style(boolean on) {
  String bold(String text) {
    return wrap("1", text);
  }

  String red(String text) {
    return wrap("31", text);
  }

  String green(String text) {
    return wrap("32", text);
  }

  String yellow(String text) {
    return wrap("33", text);
  }

  private String wrap(String code, String text) {
    return on ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
