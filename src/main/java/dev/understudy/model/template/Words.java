package dev.understudy.model.template;

import java.util.List;

/// The tokens of a tag or output, read from left to right.
final class Words {
  private final String source;
  private final List<Token> tokens;
  private int at;

  Words(String source) {
    this.source = source;
    this.tokens = Token.of(source);
  }

  Token peek() {
    return tokens.get(at);
  }

  Token next() {
    Token token = tokens.get(at);
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  /// Whether the next token is this sign or word.
  boolean isAt(String text) {
    Token token = peek();
    return (token.kind() == Token.Kind.SIGN || token.kind() == Token.Kind.NAME)
        && token.text().equals(text);
  }

  /// Whether the token after the next is this sign or word.
  boolean isBefore(String text) {
    return at + 1 < tokens.size() && tokens.get(at + 1).text().equals(text);
  }

  /// Takes the next token if it is this sign or word.
  boolean take(String text) {
    boolean found = isAt(text);
    if (found) {
      at++;
    }
    return found;
  }

  void expect(String text) {
    if (!take(text)) {
      throw unexpected("\"" + text + "\"");
    }
  }

  String name() {
    if (peek().kind() != Token.Kind.NAME) {
      throw unexpected("a name");
    }
    return next().text();
  }

  void end() {
    if (peek().kind() != Token.Kind.END) {
      throw unexpected("the end");
    }
  }

  TemplateException unexpected(String wanted) {
    return new TemplateException(
        "\"" + peek().text() + "\" stands where " + wanted + " should, in: " + source);
  }
}
