package dev.understudy.llm;

import java.util.List;

/// Puts many requests to a model, several at a time: all that a stage needs to know of models.
public interface Asker {
  /// The model asked.
  String model();

  /// True when the model keeps to shapes by itself; else the prompt has to show them.
  boolean keepsShapes();

  /// The outcomes in the order of the requests. One that failed for good is told and does not stop
  /// the others.
  ///
  /// @param what what is being asked for, in a word or two, for progress
  /// @throws LlmException.Broken when no request can be answered
  /// @throws LlmException.BudgetSpent when the budget is used up; what was answered is kept
  List<Outcome> askAll(String what, List<ChatRequest> requests);

  default Outcome ask(String what, ChatRequest request) {
    return askAll(what, List.of(request)).getFirst();
  }

  /// What became of one request.
  sealed interface Outcome {
    /// The key in the journal of the call that was, or would have been, made.
    String key();

    record Answered(String key, ChatReply reply) implements Outcome {}

    record Failed(String key, String why) implements Outcome {}
  }
}
