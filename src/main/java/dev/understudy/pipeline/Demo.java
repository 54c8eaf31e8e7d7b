package dev.understudy.pipeline;

import dev.understudy.base.BaseModel;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.model.Sampling;
import dev.understudy.person.Question;
import dev.understudy.recipe.Recipe;
import dev.understudy.train.Split;
import dev.understudy.train.Trainer;
import java.util.List;

/// The main job in one piece: ask the bare base, train it, ask again.
public final class Demo {
  /// The run a demo trains; it never stands in for one trained on purpose.
  public static final String RUN = "demo";

  private final CharacterFolder folder;
  private final Recipe recipe;
  private final BaseModel base;

  public Demo(CharacterFolder folder, Recipe recipe, BaseModel base) {
    this.folder = folder;
    this.recipe = recipe;
    this.base = base;
  }

  /// Hears what the demo does.
  public interface Listener extends Upload.Listener {
    /// The untrained base has answered.
    void before(List<Exchange> answers);

    /// Training begins, from a checkpoint of an interrupted demo when `resumed`.
    void training(boolean resumed);

    /// Training is done, and the questions are asked again.
    void after();
  }

  /// Runs the demo, or the rest of an interrupted one with the same settings.
  ///
  /// @return what was asked and answered; kept in the run's folder, too
  /// @throws Stopped when `trainer` was told to stop; what was learnt so far is saved
  public BeforeAfter play(Trainer trainer, Listener listener) {
    new Runs(folder.runs()).checkWritable();
    Split.of(
        folder.experiences(), recipe.data()); // tells what is wrong before half a minute passes
    List<Question.Shown> questions = folder.demoQuestions();
    List<Exchange> before = ask(Company.untrained(folder, base), questions);
    listener.before(before);
    Upload upload = new Upload(folder, recipe, base, RunManifest.Purpose.DEMO);
    Run run = new Runs(folder.runs()).at(RUN);
    boolean resumed = upload.canResume(run);
    listener.training(resumed);
    upload.train(run, resumed, trainer, listener);
    listener.after();
    List<Exchange> after = ask(Company.trained(folder, run, base, true), questions);
    BeforeAfter shown =
        BeforeAfter.of(folder.sheet().name(), settings(run.manifest()), questions, before, after);
    shown.write(run.folder());
    return shown;
  }

  private static String settings(RunManifest made) {
    return "%s, %d steps, %d tokens, %.0f s of training, held-out loss %.3f → %.3f"
        .formatted(
            made.base(),
            made.steps(),
            made.tokens(),
            made.seconds(),
            made.untrainedLoss(),
            made.heldOutLoss());
  }

  private static List<Exchange> ask(Company company, List<Question.Shown> questions) {
    try (company) {
      List<String> texts = questions.stream().map(Question.Shown::text).toList();
      return company.actor().answerEach(company.sheet().scene(), texts, Sampling.chat());
    }
  }
}
