package dev.understudy.experience.filter;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Puts `[phone number]` and the like in the place of personal data. Account and card numbers come
/// first, since a part of one looks like a phone number.
final class Masks {
  /// A kind of data, what it looks like, and what makes sure; the first group, where there is one,
  /// is what is masked.
  private record Mask(Secret secret, Pattern looks, Predicate<String> sure) {}

  private static final String MONTH =
      "(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez|janv|févr|mars|avr|juin|juil"
          + "|août|déc|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|mrt|mei|fev|out)\\p{L}*\\.?";
  private static final String DATE =
      "(?:\\d{1,2}(?:st|nd|rd|th|\\.|º)? ?(?:of |de )?"
          + MONTH
          + ",? ?(?:de |del )?(?:\\d{4})?|"
          + MONTH
          + " \\d{1,2}(?:st|nd|rd|th)?,? ?(?:\\d{4})?|\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}|\\d{4}-\\d{2}-\\d{2})";

  private static final List<Mask> MASKS =
      List.of(
          mask(
              Secret.ACCOUNT,
              "(?<![A-Za-z0-9])[A-Z]{2}\\d{2}(?:[ -]?[A-Z0-9]{1,4}){3,8}(?![A-Za-z0-9])",
              CheckDigits::isIban),
          mask(Secret.CARD, "(?<![\\d.,+])\\d(?:[ -]?\\d){12,18}(?!\\d)", CheckDigits::isCard),
          mask(
              Secret.EMAIL,
              "[\\p{L}\\p{N}._%+-]+@[\\p{L}\\p{N}-]+(?:\\.[\\p{L}\\p{N}-]+)*\\.\\p{L}{2,}",
              Masks::isSure),
          mask(
              Secret.BIRTH_DATE,
              "(?i)\\b(?:born|birthday|birth ?date|date of birth|d\\.?o\\.?b\\.?|geboren|geburtstag|geburtsdatum|née?"
                  + "|naissance|anniversaire|nacid[oa]|nacimiento|cumpleaños|nat[oa]|nascita|compleanno"
                  + "|verjaardag|geboortedatum|nascid[oa]|nascimento|aniversário)\\b[^.!?\\n\\d]{0,20}?\\b("
                  + DATE
                  + ")",
              Masks::isSure),
          mask(
              Secret.PHONE,
              "(?<![\\p{L}\\p{N}.,/-]|\\d )(?:\\+|00)\\d{1,3}[ -]?(?:\\(0?\\d{1,5}\\)|\\d{1,5})(?:[ /-]?\\d{2,5}){1,5}(?![\\p{N}])"
                  + "|(?<![\\p{L}\\p{N}.,/-]|\\d )\\(?0\\d{2,5}\\)?[ /-]?\\d{2,4}(?:[ -]?\\d{2,4}){1,3}(?![\\p{N}])"
                  + "|(?<![\\p{L}\\p{N}.,/-]|\\d )\\(?\\d{3}\\)?[ .-]\\d{3}[ .-]\\d{4}(?![\\p{N}])"
                  + "|(?i)\\b(?:phone|mobile|cell|number|call me on|ring me on|tel|telefon|handy|tél|móvil|cellulare)"
                  + "(?:'s| is|:|\\.)? ?(?:is |on |at )?(\\d[\\d -]{5,14}\\d)",
              Masks::isSure),
          mask(
              Secret.ADDRESS,
              "\\b\\d{1,4}[A-Za-z]?,? (?:\\p{Lu}[\\p{L}'’.-]+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr"
                  + "|Close|Crescent|Terrace|Square|Gardens|Grove|Court|Boulevard|Blvd|Place|Way|Walk|Row)\\b\\.?"
                  + "|(?<!\\p{L})\\p{Lu}[\\p{L}-]*(?:straße|strasse|str\\.|gasse|weg|allee|platz|straat|laan|gracht|plein) ?\\d{1,4} ?[a-z]?\\b"
                  + "|\\b\\d{1,4}(?: bis| ter)?,? (?:rue|avenue|boulevard|place|chemin|impasse|quai) (?:de |du |des |de la |de l['’]|d['’])?\\p{Lu}[\\p{L}'’-]+(?: \\p{Lu}[\\p{L}'’-]+)*"
                  + "|(?<!\\p{L})(?:[Cc]alle|[Aa]venida|[Pp]laza|[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso|[Rr]ua|[Tt]ravessa) (?:de |del |della |dei |do |da |dos )?\\p{Lu}[\\p{L}'’-]+(?: (?:de |del |do |da )?\\p{Lu}[\\p{L}'’-]+)*,? (?:n\\.?[º°o] ?)?\\d{1,4}\\b",
              Masks::isSure));

  private static final Pattern ILL =
      Pattern.compile(
          "\\b(?:cancer|tumou?rs?|leuka?emia|chemotherapy|chemo|diabetes|diabetic|HIV|AIDS|hepatitis|depression|depressed"
              + "|bipolar|schizophreni[ac]|anorexia|bulimia|alcoholic|alcoholism|addict(?:ed|ion)?|rehab|miscarriage"
              + "|abortion|pregnant|infertil(?:e|ity)|epilepsy|epileptic|dementia|alzheimer(?:['’]s)?|parkinson(?:['’]s)?"
              + "|multiple sclerosis|stroke(?! of)|heart attack|overdose|suicidal|suicide|psychiatric|autis(?:m|tic)|ADHD|herpes|chlamydia"
              + "|tuberculosis|dialysis|biopsy|mastectomy|Krebs|schwanger|Fehlgeburt|Schlaganfall|Herzinfarkt|Demenz"
              + "|depressiv|Abtreibung|Sucht|enceinte|cáncer|embarazada|cancro|incinta|kanker|zwanger|grávida)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /// Sentences keep their end, so that they can be put together again.
  private static final Pattern SENTENCE = Pattern.compile("[^.!?\\n]*[.!?\\n]*");

  private final List<Mask> masks;
  private final boolean masksIllness;

  Masks(Set<Secret> keep) {
    masks = MASKS.stream().filter(mask -> !keep.contains(mask.secret())).toList();
    masksIllness = !keep.contains(Secret.ILLNESS);
  }

  /// Of what needs no check digits.
  private static boolean isSure(String found) {
    return !found.isEmpty();
  }

  private static Mask mask(Secret secret, String looks, Predicate<String> sure) {
    return new Mask(secret, Pattern.compile(looks, Pattern.UNICODE_CASE), sure);
  }

  /// @param others names of those whose health is nobody's business
  String masked(String text, List<String> others) {
    String masked = text;
    for (Mask mask : masks) {
      masked = mask.looks().matcher(masked).replaceAll(found -> masked(mask, found));
    }
    return masksIllness ? withoutIllness(masked, others) : masked;
  }

  private static String masked(Mask mask, MatchResult found) {
    String whole = found.group();
    if (!mask.sure().test(whole)) {
      return Matcher.quoteReplacement(whole);
    }
    int from = found.groupCount() > 0 && found.group(1) != null ? found.start(1) : found.start();
    int to = found.groupCount() > 0 && found.group(1) != null ? found.end(1) : found.end();
    return Matcher.quoteReplacement(
        whole.substring(0, from - found.start())
            + mask.secret().mask()
            + whole.substring(to - found.start()));
  }

  private static String withoutIllness(String text, List<String> others) {
    return ILL.matcher(text).find()
        ? SENTENCE
            .matcher(text)
            .replaceAll(found ->
                Matcher.quoteReplacement(
                    names(found.group(), others)
                        ? ILL.matcher(found.group()).replaceAll(Secret.ILLNESS.mask())
                        : found.group()))
        : text;
  }

  private static boolean names(String sentence, List<String> others) {
    return others.stream()
        .flatMap(name -> Stream.concat(Stream.of(name), Arrays.stream(name.split(" "))))
        .filter(name -> name.length() > 2 && Character.isUpperCase(name.charAt(0)))
        .anyMatch(sentence::contains);
  }
}
