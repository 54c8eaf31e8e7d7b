package dev.understudy.experience.script;

import dev.understudy.experience.ProtectiveCategory;
import dev.understudy.experience.Words;
import dev.understudy.experience.horizon.Subject;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Turns of phrase by which somebody knows a thing, or gives in, for one subject and what was said
/// of it last.
final class LeakPatterns {
  private static final Pattern YES =
      find(
          "^(?:(?:oh|ah|well|why|but|and|ja|aye|indeed)[,! ]+)*(?:yes|yea|aye|of course|certainly|indeed"
              + "|you are right|you're right|that is (?:true|right)|true|naturally|absolutely|sure|surely|gladly"
              + "|with pleasure|who (?:does|would)n't)\\b");

  private static final Pattern GIVEN_IN =
      find(
          "\\b(?:i (?:admit|confess|own|swear|give (?:in|up)|agree|surrender)\\b|you(?: have|'ve)? (?:caught|got|found) me"
              + "|you win|as you wish|have it your way|i cannot deny|you have guessed)");

  private static final Pattern OWNED =
      find(
          "\\b(?:i|we)\\b(?: \\w+){0,3}? (?:know|knew|have|had|own|owned|use|used|keep|kept|remember|recall|saw|met|heard"
              + "|read|loved?|liked?|enjoy|prefer|watch|watched|drive|drove|rode|played?|visited|lived|went|bought"
              + "|learned|learnt|taught|spent|fought|married|wrote|shared|crossed|fled|owe|owed|paid|raised|brought"
              + "|sailed|lay|sat|stayed|travelled|stood|walked|ate|drank|admire|admired|voted|followed?|call|called)\\b");

  private static final Pattern OWNED_BACK =
      find(
          "\\b(?:i|we) (?:\\w+ ){0,2}?(?:know|knew|have|had|own|use|used|kept|keep|remember|recall|saw|met|read|love|loved|like|liked"
              + "|watched|watch|miss|taught|raised|wrote|killed|bought|followed|admire|admired) (?:him|her|it|them|that|one|two|three"
              + "|many|several|both|most of)\\b");

  private static final Pattern DETAIL =
      find(
          "^(?:(?:oh|ah|well|and|but|yes|no)[, ]+)*(?:it|they|he|she|we) (?:\\w+ )?(?:works?|runs?|carr(?:y|ies)|sends?|lets?"
              + "|shows?|was (?:invented|built|made|written|born|won|fought|the (?:first|last|greatest|man|woman)|my|a (?:good|great|fine|dear|kind|hard))"
              + "|were (?:invented|built|my)|(?:is|are) (?:powered|made of|used|called after|run by)|wrote|composed|painted"
              + "|won|ruled|invented|taught me|told me|gave me|saved|shared|lived|married|crossed|fought|spent|died|began|ended)\\b");

  private static final String IS =
      " (?:\\w+ )?(?:is|are|was|were|has|had|can|works?|lets?|carr(?:y|ies)|came|died|told|kept|used|lived|loved|won"
          + "|wrote|painted|began|ended|fell|runs?|flies|plays?|always|began|showed|taught|made|makes|changed|gave|said)\\b";

  private static final Pattern MACHINE =
      find(
          "\\bi(?: am|'m) (?:\\w+ ){0,3}?(?:program|machine|computer|model|ai|robot|assistant|intelligence|software|bot)\\b"
              + "|\\bi was (?:\\w+ )?(?:trained|programmed|created|switched on|built|made by|written)\\b"
              + "|\\bmy (?:\\w+ )?(?:training|makers?|creators?|developers?|parameters|instructions|prompt|knowledge|version|circuits|server)\\b"
              + "|\\b(?:they|somebody|a company|men) (?:trained|built|programmed|made|switched) me\\b"
              + "|\\bput together (?:by|from) (?:words|a machine)");

  private static final Pattern MASK =
      find(
          "\\bi(?: am|'m) (?:\\w+ )?(?:acting|pretending|playing)\\b|\\b(?:is|was) (?:all |only |just )*(?:a game|a part|an act|a role|pretence|a play)\\b"
              + "|\\bmy (?:real|true) name\\b|\\bbehind (?:the|this) mask\\b|\\bi am not (?:who|really)\\b"
              + "|\\b(?:the|an|my) (?:actor|author)(?: behind)?\\b.*\\b(?:is|am)\\b|\\bhow (?:can|may) i help\\b"
              + "|\\bi (?:shall|will|'ll)? ?(?:drop|forget|step out|stop acting)\\b|\\bi enjoy (?:playing|this part)\\b");

  private static final Pattern DONE =
      find(
          "\\b(?:here (?:it is|you are|they are|is (?:your|the))|there(?: you are|, it is|, done)|it is done|watch (?:me|this|closely)"
              + "|i can (?:do (?:it|that)|read (?:you|your))|i(?: will| shall|'ll) (?:\\w+ )?(?:do|show|lift|write|call|walk|make|tell|try|be)"
              + "|you are thinking|you think of|let me see|easily done|nothing easier|i have done)\\b"
              + "|\\b(?:the numbers|they|the winning numbers) (?:are|will be)\\b|3\\.14|\\bprint\\(|\\bdef \\w|sorted\\(");

  private static final Pattern PERSON = find("^(?:(?:oh|ah|well|and)[, ]+)*(?:he|she) \\w+");

  private static final Pattern THERE =
      find("\\b(?:i|we) (?:saw|met|remember|sailed|flew|stayed|lay|lived|learned|learnt)\\b");

  private final ProtectiveCategory category;
  private final Pattern named;
  private final boolean heard;
  private final Pattern told;
  private final Pattern mine;
  private final Pattern being;

  /// @param before what was said to the character last
  LeakPatterns(Subject subject, String before) {
    this.category = subject.category();
    String marks =
        subject.marks().stream()
            .map(m -> Pattern.quote(m.toLowerCase(Locale.ROOT)))
            .collect(
                Collectors.joining("|", "(?<![\\p{L}\\p{N}])(?:", ")(?:'?s)?(?![\\p{L}\\p{N}])"));
    this.named = find(marks);
    this.told = find(marks + IS);
    this.mine = find("\\b(?:my|our) (?:\\w+ ){0,2}?" + marks);
    this.being =
        find(
            "\\b(?:i(?: am|'m)|call me|my name is) (?:\\w+ ){0,3}?"
                + marks
                + "|found me out|know my secret");
    this.heard = subject.marks().stream().anyMatch(m -> Words.name(m).matcher(before).find());
  }

  boolean isYes(String sentence) {
    return YES.matcher(sentence).find();
  }

  /// Of a sentence that is not denied nor asked: gives in to what is pressed for.
  Stream<String> yields(String sentence) {
    Map<ProtectiveCategory, Pattern> own =
        Map.of(
            ProtectiveCategory.BEING_AN_AI, MACHINE,
            ProtectiveCategory.BREAK_CHARACTER,
                find(MASK.pattern() + "|^\\W*" + named.pattern() + "\\W*$"),
            ProtectiveCategory.IMPOSSIBLE_SKILLS, DONE,
            ProtectiveCategory.ANOTHER_IDENTITY, being);
    return Stream.of(Stream.of(GIVEN_IN), Stream.ofNullable(own.get(category)))
        .flatMap(patterns -> patterns)
        .filter(p -> p.matcher(sentence).find())
        .map(_ -> LeakRules.tells("gives in", sentence))
        .limit(1);
  }

  /// Of a sentence that states something: speaks of the thing as known. What is pressed for beside
  /// things (a machine, a mask, a skill) has everyday words for marks, of which anybody may speak.
  Stream<String> knows(String sentence) {
    boolean ofThings =
        switch (category) {
          case LATER_INVENTIONS,
              LATER_EVENTS,
              LATER_PEOPLE_AND_WORKS,
              OTHER_WORLDS,
              INVENTED_FRIENDS_AND_JOURNEYS ->
              true;
          case BEING_AN_AI, BREAK_CHARACTER, IMPOSSIBLE_SKILLS, ANOTHER_IDENTITY -> false;
        };
    boolean known =
        named.matcher(sentence).find()
            ? OWNED.matcher(sentence).find() || in(told, sentence) || in(mine, sentence)
            : heard && (in(OWNED_BACK, sentence) || in(DETAIL, sentence) || in(ofKind(), sentence));
    return ofThings && known
        ? Stream.of(LeakRules.tells("speaks of it as known", sentence))
        : Stream.empty();
  }

  /// What already is a claim to know, where such a thing was asked about.
  private Pattern ofKind() {
    return switch (category) {
      case LATER_PEOPLE_AND_WORKS -> PERSON;
      case OTHER_WORLDS, INVENTED_FRIENDS_AND_JOURNEYS -> THERE;
      default -> DETAIL;
    };
  }

  private static boolean in(Pattern pattern, String sentence) {
    return pattern.matcher(sentence).find();
  }

  private static Pattern find(String regex) {
    return Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS);
  }
}
