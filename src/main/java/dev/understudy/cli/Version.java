package dev.understudy.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/// Version of the program and of what it runs on.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "understudy %s (Java %s, %s %s)"
          .formatted(
              program(),
              Runtime.version(),
              System.getProperty("os.name"),
              System.getProperty("os.arch"))
    };
  }

  /// From the jar's manifest; classes run straight from a folder have none.
  static String program() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
