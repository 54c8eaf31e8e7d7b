package dev.understudy.experience.filter;

import dev.understudy.experience.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// The facts a model found in a scene, as far as its quotes are true.
///
/// @param invented how many quotes stand nowhere in the scene
record Claims(List<Claim> all, int invented) {
  /// Shorter evidence stands in any text.
  private static final int LEAST_EVIDENCE_WORDS = 2;

  /// Of fewer facts no share is told.
  private static final int ENOUGH = 3;

  static Claims read(JsonNode reply, String scene, String profile) {
    var claims = new ArrayList<Claim>();
    int invented = 0;
    for (JsonNode fact : reply.get("facts")) {
      String quote = fact.get("quote").asString();
      if (!Words.hold(scene, quote)) {
        invented++;
        continue;
      }
      String evidence = fact.get("evidence").asString();
      boolean proved =
          Words.count(evidence) >= LEAST_EVIDENCE_WORDS && Words.hold(profile, evidence);
      claims.add(
          new Claim(
              quote,
              evidence,
              proved
                  ? Claim.Verdict.named(fact.get("verdict").asString())
                  : Claim.Verdict.UNSUPPORTED));
    }
    return new Claims(List.copyOf(claims), invented);
  }

  Decision decide(double mostUnsupported) {
    for (Claim claim : all) {
      if (claim.verdict() == Claim.Verdict.CONTRADICTED) {
        return new Decision.Reject(
            "\"%s\" is against the profile: \"%s\"".formatted(claim.quote(), claim.evidence()));
      }
    }
    List<Claim> unsupported =
        all.stream().filter(c -> c.verdict() == Claim.Verdict.UNSUPPORTED).toList();
    if (all.size() >= ENOUGH && unsupported.size() > mostUnsupported * all.size()) {
      return new Decision.Reject(
          String.format(
              Locale.ROOT,
              "%d of %d facts are not in the profile, among them \"%s\"",
              unsupported.size(),
              all.size(),
              unsupported.getFirst().quote()));
    }
    return all.isEmpty() && invented > 0
        ? new Decision.Unchecked("the model quoted only what is not in the scene")
        : Decision.KEEP;
  }
}
