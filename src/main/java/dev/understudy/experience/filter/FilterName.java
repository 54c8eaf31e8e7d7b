package dev.understudy.experience.filter;

import java.util.Locale;

/// Every filter, in the order in which an experience passes them: masking first, so that nobody's
/// secret is written anywhere, not even beside a reason; what asks a model last.
public enum FilterName {
  SECRETS("personal data of others, in what comes from letters and chats, is masked"),
  FORMAT("turns are whole, and the character speaks"),
  SPEAKERS("everybody goes by one name and is present"),
  LENGTH("neither too short nor too long"),
  LANGUAGE("in the language of the character's sheet"),
  REFUSALS("no assistant declines to write it"),
  META_TALK("nobody speaks of it as a text that is being written"),
  PERSON("the character does not speak of himself as of another"),
  ANACHRONISM("nothing is known before its time"),
  DUPLICATES("nothing is told twice"),
  GROUNDING("what is told of the character's life is in the profile");

  private final String demand;

  FilterName(String demand) {
    this.demand = demand;
  }

  /// What it sees to, for people.
  public String demand() {
    return demand;
  }

  /// As it stands in rejections: `meta-talk`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
