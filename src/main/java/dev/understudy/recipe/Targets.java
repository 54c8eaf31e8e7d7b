package dev.understudy.recipe;

import dev.understudy.problem.DidYouMean;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which linear layers an adapter corrects, as PEFT's `target_modules` names them: by the end of a
/// layer's name, `q_proj` or `self_attn.q_proj`, or all by `all-linear`.
final class Targets {
  private static final String ALL = "all-linear";
  private static final Pattern NAME =
      Pattern.compile("(model\\.layers\\.\\d+\\.|layers\\.\\d+\\.|\\d+\\.)?((?:\\w+\\.)?(\\w+))");

  private Targets() {}

  /// The short names, each once. What is wrong with a name is told, and the name left out.
  static List<String> of(Section s, String key, List<String> usual) {
    Set<String> found = new LinkedHashSet<>();
    List<String> given = s.textOrTexts(key, usual);
    given.forEach(target -> found.addAll(of(s, key, target)));
    if (given.isEmpty()) {
      s.refuse(key, "names no layer, so nothing would be learnt", "");
    }
    return List.copyOf(found);
  }

  private static List<String> of(Section s, String key, String target) {
    if (target.equals(ALL)) {
      return Recipe.ALL_LINEAR;
    }
    Matcher name = NAME.matcher(target);
    if (name.matches() && isKnown(name.group(2), name.group(3))) {
      if (name.group(1) == null) {
        return List.of(name.group(3));
      }
      s.refuse(
          key,
          "names '" + target + "', a layer of one block alone",
          "Leave the block out: " + name.group(2) + " is learnt in every block.");
      return List.of();
    }
    var known = new ArrayList<String>(Recipe.ALL_LINEAR);
    known.add(ALL);
    s.refuse(
        key, "names '" + target + "', which is no linear layer", DidYouMean.hint(target, known));
    return List.of();
  }

  private static boolean isKnown(String name, String last) {
    return Recipe.ALL_LINEAR.contains(last) && (name.equals(last) || name.equals(whole(last)));
  }

  /// As it is called within a block.
  private static String whole(String layer) {
    return switch (layer) {
      case "q_proj", "k_proj", "v_proj", "o_proj" -> "self_attn." + layer;
      default -> "mlp." + layer;
    };
  }
}
