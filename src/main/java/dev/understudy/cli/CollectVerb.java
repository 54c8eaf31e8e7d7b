package dev.understudy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `understudy collect`: sources become a profile.
@Command(
    name = "collect",
    description =
        "Read what is known of a character into its profile. The same source twice adds nothing.",
    footer = {
      "",
      "Examples:",
      "  understudy collect ada --name \"Ada Lovelace\" --from notes.md --from wikipedia:Ada_Lovelace",
      "  understudy collect mother --name \"Ann Hill\" --alias Mum --kind departed --from chat.zip"
    })
final class CollectVerb implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "CHARACTER", description = "Its id, such as ada; new ones are begun.")
  String character;

  @Mixin Sources sources = new Sources();
  @Mixin Places places = new Places();

  CollectVerb(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (sources.from.isEmpty()) {
      throw new WrongUsage("--from", "is missing", "Name a file, a folder or an address.");
    }
    sources.collect(places.toMake(character), terminal);
    return 0;
  }
}
