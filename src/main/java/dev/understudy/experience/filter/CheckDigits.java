package dev.understudy.experience.filter;

import java.math.BigInteger;

/// Tells numbers of accounts and cards from other long numbers by their check digits.
final class CheckDigits {
  private CheckDigits() {}

  /// ISO 13616: the number with its first four characters put last, letters as 10 to 35, leaves 1
  /// when divided by 97.
  static boolean isIban(String written) {
    String iban = written.replaceAll("[ -]", "");
    if (iban.length() < 15 || iban.length() > 34) {
      return false;
    }
    var digits = new StringBuilder();
    (iban.substring(4) + iban.substring(0, 4))
        .chars()
        .forEach(c -> digits.append(Character.digit(c, 36)));
    return new BigInteger(digits.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
  }

  /// ISO/IEC 7812 (Luhn): every second digit from the right doubled, its digits added up, all sum
  /// to a multiple of ten.
  static boolean isCard(String written) {
    String card = written.replaceAll("[ -]", "");
    if (card.length() < 13 || card.length() > 19) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < card.length(); i++) {
      int digit = card.charAt(card.length() - 1 - i) - '0';
      int doubled = i % 2 == 0 ? digit : 2 * digit;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
  }
}
