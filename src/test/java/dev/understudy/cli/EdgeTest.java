package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class EdgeTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpNamesEveryVerb() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("Usage: understudy").contains("--debug");
    Verbs.names().forEach(verb -> assertThat(out.toString()).contains("  " + verb));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void everyVerbHasItsOwnHelp() {
    for (String verb : Verbs.names()) {
      assertThat(run(verb, "--help")).as(verb).isZero();
      assertThat(out.toString()).contains("Usage: understudy " + verb).contains("--debug");
    }
  }

  @Test
  void versionTellsProgramAndJava() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("understudy ").contains("Java 25");
  }

  @Test
  void withoutAVerbItShowsHelpAndFailsAsUsage() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("Usage: understudy").contains("Verbs:");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void anUnknownVerbIsToldWithTheOneMeant() {
    assertThat(run("bsae")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            "error: there is no 'understudy bsae'. Did you mean 'base'?\n"
                + "  Try 'understudy --help'.\n");
    assertThat(run("base", "pul")).isEqualTo(2);
    assertThat(err.toString()).contains("there is no 'understudy base pul'. Did you mean 'pull'?");
  }

  @Test
  void anUnknownOptionIsToldWithTheOneMeant() {
    assertThat(run("base", "list", "--debgu")).isEqualTo(2);
    assertThat(err.toString()).contains("--debgu").contains("Did you mean '--debug'?");
  }

  @Test
  void whatTheUserCanMendHasNoStackTraceUnlessAsked() {
    assertThat(run("base", "path", "no-such-base")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("error: base no-such-base: is neither a path")
        .doesNotContain("\tat ");
    assertThat(run("base", "path", "no-such-base", "--debug")).isEqualTo(1);
    assertThat(err.toString()).contains("\tat dev.understudy");
  }

  private int run(String... args) {
    return new Edge(Terminal.plain(new PrintWriter(out, true), new PrintWriter(err, true)))
        .run(args);
  }
}
