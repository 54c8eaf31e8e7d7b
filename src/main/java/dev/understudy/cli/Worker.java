package dev.understudy.cli;

import dev.understudy.base.Bases;
import dev.understudy.experience.CharacterFolder;
import dev.understudy.model.Native;
import dev.understudy.pipeline.RunManifest;
import dev.understudy.pipeline.Runs;
import dev.understudy.pipeline.Upload;
import dev.understudy.problem.UserException;
import dev.understudy.recipe.Recipe;
import dev.understudy.store.Json;
import dev.understudy.train.Trainer;
import dev.understudy.train.ranks.Meeting;
import java.io.IOException;
import java.nio.file.Path;
import org.jline.utils.Signals;

/// A process that helps a training of several, started by [Workers]. A signal stops the whole
/// training in order. What it says goes to a file, from which the first process quotes.
///
/// Usage: Worker FOLDER RANK, with standard input held open for as long as it may live.
final class Worker {
  private Worker() {}

  public static void main(String[] args) {
    Thread.ofPlatform().daemon().name("orphan-watch").start(Worker::endWithTheFirst);
    try {
      help(Path.of(args[0]), Integer.parseInt(args[1]));
      System.exit(0);
    } catch (UserException e) { // anything else ends in a stack trace, and in failure, too
      System.err.println(e.getMessage());
      System.exit(Edge.FAILED);
    }
  }

  private static void help(Path folder, int rank) {
    Work work = Json.read(folder.resolve(Work.FILE), Work.class);
    Recipe recipe = Recipe.read(folder.resolve(Work.RECIPE));
    Meeting meeting = new Meeting(folder, rank, work.processes(), Meeting.PATIENCE);
    Native.threads(work.threads());
    Trainer trainer = new Trainer(() -> meeting.join(() -> {}));
    Signals.register("INT", trainer::stop); // Ctrl-C reaches every process of a terminal
    Signals.register("TERM", trainer::stop);
    CharacterFolder character = new CharacterFolder(work.character());
    Upload upload =
        new Upload(
            character, recipe, new Bases().resolve(recipe.base()), RunManifest.Purpose.TRAIN);
    upload.help(new Runs(character.runs()).at(work.run()), work.resume(), trainer);
  }

  /// Whatever this process is doing: without the first one nobody needs it.
  private static void endWithTheFirst() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException _) {
      // as good as its end
    }
    Runtime.getRuntime().halt(Edge.FAILED);
  }
}
