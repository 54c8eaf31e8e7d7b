package dev.understudy.profile;

import dev.understudy.person.Experience;
import dev.understudy.person.Passage;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// Collects what is known of a person from articles, pages and files. One that can't be read is
/// reported with the reason, and the others go on.
public final class Collector {
  private Collector() {}

  /// @param name of the character
  /// @param aliases other names under which they write or are written of
  /// @param sources paths of files and folders, addresses of pages, `wikipedia:Title` or
  ///   `wikipedia:de:Titel`
  /// @param known passages already there: what they say is not taken again
  /// @param saidKnown experiences already there
  /// @param licence of all sources, where the user knows it; else what each says of itself
  public record Request(
      String name,
      List<String> aliases,
      List<String> sources,
      List<Passage> known,
      List<Experience> saidKnown,
      LocalDate today,
      Optional<String> licence,
      Limits limits,
      Network network) {
    public Request {
      aliases = List.copyOf(aliases);
      sources = List.copyOf(sources);
      known = List.copyOf(known);
      saidKnown = List.copyOf(saidKnown);
    }

    /// With the usual limits, over the internet.
    public Request(
        String name,
        List<String> aliases,
        List<String> sources,
        List<Passage> known,
        List<Experience> saidKnown,
        LocalDate today,
        Optional<String> licence) {
      this(
          name,
          aliases,
          sources,
          known,
          saidKnown,
          today,
          licence,
          Limits.DEFAULT,
          Network.DEFAULT);
    }
  }

  public static Collected collect(Request request) {
    var gathering = new Gathering(request);
    try (var places = new Places(request.limits(), request.network())) {
      for (String source : request.sources()) {
        places.find(source).forEach(gathering::take);
      }
    }
    return gathering.all();
  }
}
