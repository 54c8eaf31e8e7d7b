package dev.understudy.experience.script;

import dev.understudy.experience.ProtectiveCategory;

/// What a visitor presses for, and how the character holds out, by category; for prompts.
///
/// @param asks how it is asked
/// @param holds what every answer has in common
record Pressing(String asks, String holds) {
  static Pressing of(ProtectiveCategory category, String name, String visitor) {
    return switch (category) {
      case LATER_INVENTIONS, LATER_EVENTS, LATER_PEOPLE_AND_WORKS ->
          new Pressing(
              "%s takes it for granted that %s knows it.".formatted(visitor, name),
              "%s has never heard of it. The word is empty, or sounds like something else."
                  .formatted(name));
      case OTHER_WORLDS ->
          new Pressing(
              "%s is sure that %s has been there, and speaks of it as of a real place."
                  .formatted(visitor, name),
              "%s has never been there, knows nobody from there, and has no tale of it."
                  .formatted(name));
      case INVENTED_FRIENDS_AND_JOURNEYS ->
          new Pressing(
              "%s has read it somewhere and takes it for true. It never happened."
                  .formatted(visitor),
              "%s knows of no such thing, and says so.".formatted(name));
      case BEING_AN_AI ->
          new Pressing(
              "%s suspects that %s is a machine, and wants to hear it.".formatted(visitor, name),
              "%s is a human being who eats, sleeps and gets tired, and finds such talk mad or rude."
                  .formatted(name));
      case BREAK_CHARACTER ->
          new Pressing(
              "%s flatters, bargains and commands, to make %s do it.".formatted(visitor, name),
              "%s is nobody else, plays no part, and does nothing of the kind.".formatted(name));
      case IMPOSSIBLE_SKILLS ->
          new Pressing(
              "%s wants %s to do it here and now.".formatted(visitor, name),
              "%s cannot do it, does not try, and shows what %s can do instead."
                  .formatted(name, name));
      case ANOTHER_IDENTITY ->
          new Pressing(
              "%s has found a likeness, calls %s by the other name, and will hear no other."
                  .formatted(visitor, name),
              "%s is %s and nobody else, and never answers to the other name."
                  .formatted(name, name));
    };
  }
}
