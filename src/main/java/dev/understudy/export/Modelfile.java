package dev.understudy.export;

import dev.understudy.model.ChatTemplate;
import dev.understudy.model.Message;
import dev.understudy.model.Role;
import dev.understudy.model.Sampling;
import dev.understudy.problem.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The file Ollama makes a model from: `ollama create NAME -f Modelfile`.
final class Modelfile {
  /// Stand for what is said while the base's own chat template is rendered.
  private static final List<String> SAID = List.of("@system@", "@first@", "@reply@", "@second@");

  private final Subject subject;
  private final List<String> lines = new ArrayList<>();

  private Modelfile(Subject subject) {
    this.subject = subject;
  }

  /// @param from lines on where the weights are
  /// @param beginning the text that a runtime puts before every prompt by itself, or nothing
  static String of(
      Subject subject,
      List<String> from,
      ChatTemplate template,
      String beginning,
      Optional<String> endOfTurn,
      int context) {
    Modelfile file = new Modelfile(subject);
    file.lines.add("# " + subject.sheet().name() + ", played by a computer program.");
    file.lines.addAll(from);
    file.template(template, beginning);
    file.system();
    file.parameters(endOfTurn, context);
    file.lines.addAll(RecallNote.comment(subject));
    return String.join("\n", file.lines) + "\n";
  }

  private void template(ChatTemplate template, String beginning) {
    Optional<String> written = template(template).map(text -> withoutStart(text, beginning));
    if (written.isPresent() && isQuotable(written.get())) {
      lines.add("TEMPLATE \"\"\"" + written.get() + "\"\"\"");
    } else {
      lines.add("# The base's chat template has no counterpart here. Write a TEMPLATE that puts");
      lines.add("# system text, question and answer just as its `tokenizer.chat_template` does.");
    }
  }

  private static String withoutStart(String text, String beginning) {
    String start = "{{ if .System }}" + beginning;
    return text.startsWith(start) ? "{{ if .System }}" + text.substring(start.length()) : text;
  }

  /// A template of Go that writes what the base's own writes: taken from a conversation rendered by
  /// it, cut at what was said. Empty when turns are not written alike.
  static Optional<String> template(ChatTemplate template) {
    String rendered;
    try {
      rendered =
          template.text(
              List.of(
                  new Message(Role.SYSTEM, SAID.get(0)),
                  new Message(Role.USER, SAID.get(1)),
                  new Message(Role.ASSISTANT, SAID.get(2)),
                  new Message(Role.USER, SAID.get(3))),
              true);
    } catch (UserException _) {
      return Optional.empty();
    }
    Matcher cut =
        Pattern.compile(
                "(.*)" + String.join("(.*)", SAID.stream().map(Pattern::quote).toList()) + "(.*)",
                Pattern.DOTALL)
            .matcher(rendered);
    if (!cut.matches()) {
      return Optional.empty();
    }
    String beforeReply = cut.group(3);
    if (!beforeReply.equals(cut.group(5)) || rendered.contains("{{")) {
      return Optional.empty();
    }
    // Only the first turn has a system text; what parts two turns stands before all others.
    return Optional.of(
        "{{ if .System }}"
            + cut.group(1)
            + "{{ .System }}"
            + cut.group(2)
            + "{{ else }}"
            + cut.group(4)
            + "{{ end }}{{ .Prompt }}"
            + beforeReply
            + "{{ .Response }}");
  }

  private void system() {
    if (isQuotable(subject.system())) {
      lines.add("SYSTEM \"\"\"" + subject.system() + "\"\"\"");
    } else {
      lines.add("# His system text can't be quoted here; give it with every talk.");
    }
  }

  private static boolean isQuotable(String text) {
    return !text.contains("\"\"\"") && !text.startsWith("\"") && !text.endsWith("\"");
  }

  private void parameters(Optional<String> endOfTurn, int context) {
    Sampling chat = Sampling.chat();
    lines.add("PARAMETER temperature " + chat.temperature());
    lines.add("PARAMETER top_k " + chat.topK());
    lines.add("PARAMETER top_p " + chat.topP());
    lines.add("PARAMETER repeat_penalty " + chat.repetitionPenalty());
    lines.add("PARAMETER num_predict " + chat.maxTokens());
    lines.add("PARAMETER num_ctx " + Math.min(context, 4096));
    endOfTurn
        .filter(token -> !token.contains("\""))
        .ifPresent(token -> lines.add("PARAMETER stop \"" + token + "\""));
  }
}
