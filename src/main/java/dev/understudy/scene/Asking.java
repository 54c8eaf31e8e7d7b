package dev.understudy.scene;

import dev.understudy.llm.Asker;
import dev.understudy.llm.Asker.Outcome;
import dev.understudy.llm.ChatReply;
import dev.understudy.llm.ChatReply.Finish;
import dev.understudy.llm.ChatRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Asks for replies of a form, and again for those that can't be read: another sample of the same
/// request often can.
///
/// @param tries how often one request is put at most
/// @param <T> what a reply is read as
record Asking<T>(String what, int tries, Form<T> form) {
  /// Reads the reply to a request, which is told by its place in the list.
  interface Form<T> {
    Answer<T> read(int request, String call, String reply);
  }

  /// One answer for each request, in their order.
  List<Answer<T>> ask(List<ChatRequest> requests, Asker asker) {
    var answers = new TreeMap<Integer, Answer<T>>();
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      open.add(i);
    }
    for (int t = 0; t < tries && !open.isEmpty(); t++) {
      open = round(t, open, requests, asker, answers);
    }
    return List.copyOf(answers.values());
  }

  /// Returns which are worth another try.
  private List<Integer> round(
      int number,
      List<Integer> open,
      List<ChatRequest> requests,
      Asker asker,
      Map<Integer, Answer<T>> answers) {
    List<ChatRequest> now =
        open.stream()
            .map(requests::get)
            .map(request -> request.withSample(request.sample() + number))
            .toList();
    List<Outcome> outcomes = asker.askAll(what, now);
    var again = new ArrayList<Integer>();
    for (int i = 0; i < outcomes.size(); i++) {
      Answer<T> answer = answer(open.get(i), outcomes.get(i));
      answers.put(open.get(i), answer);
      if (answer instanceof Answer.Unread && outcomes.get(i) instanceof Outcome.Answered) {
        again.add(open.get(i));
      }
    }
    return again;
  }

  private Answer<T> answer(int request, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Failed failed ->
          new Answer.Unread<>(failed.key(), "no reply: " + failed.why(), "");
      case Outcome.Answered answered -> answer(request, answered.key(), answered.reply());
    };
  }

  private Answer<T> answer(int request, String call, ChatReply reply) {
    Answer<T> answer = form.read(request, call, reply.text());
    return answer instanceof Answer.Unread<T> unread
        ? new Answer.Unread<>(call, unread.why() + ended(reply.finish()), unread.found())
        : answer;
  }

  private static String ended(Finish finish) {
    return switch (finish) {
      case END -> "";
      case LENGTH -> " (the reply was cut off at the token limit)";
      case FILTERED -> " (the provider held the reply back)";
    };
  }
}
