package dev.understudy.model.template;

/// What is not there: empty when written, false when asked, an error when used.
record Undefined(String name) {
  TemplateException used() {
    return new TemplateException(name + " is used and not defined");
  }
}
