package dev.understudy.experience.filter;

import java.util.Locale;

/// A kind of personal data.
public enum Secret {
  EMAIL("e-mail address"),
  PHONE("phone number"),
  ADDRESS("address"),
  ACCOUNT("account number"),
  CARD("card number"),
  BIRTH_DATE("date of birth"),
  ILLNESS("illness");

  private final String words;

  Secret(String words) {
    this.words = words;
  }

  /// What stands in its place.
  String mask() {
    return "[" + words + "]";
  }

  /// As it is called in settings: `birth-date`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
