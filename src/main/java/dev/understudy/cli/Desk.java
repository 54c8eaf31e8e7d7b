package dev.understudy.cli;

import dev.understudy.experience.CharacterFolder;
import dev.understudy.llm.Asker;
import dev.understudy.llm.ChatModel;
import dev.understudy.llm.JournalledAsker;
import dev.understudy.llm.LlmException;
import dev.understudy.llm.LlmSettings;
import dev.understudy.llm.local.LocalModel;
import dev.understudy.llm.remote.Providers;
import dev.understudy.problem.UserException;
import dev.understudy.store.Journal;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/// The language model that the settings name, with a character's journal, asked before the user's
/// eyes.
final class Desk implements AutoCloseable {
  private final ChatModel model;
  private final Journal journal;
  private final AskLine line;
  private final Asker asker;

  private Desk(LlmSettings settings, ChatModel model, Journal journal, AskLine line) {
    this.model = model;
    this.journal = journal;
    this.line = line;
    asker = new JournalledAsker(model, journal, settings, line);
  }

  static Desk open(CharacterFolder folder, LlmSettings settings, Terminal terminal) {
    Journal journal = Journal.open(folder.journalFile());
    try {
      return new Desk(settings, model(settings, terminal), journal, new AskLine(terminal));
    } catch (RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  private static ChatModel model(LlmSettings settings, Terminal terminal) {
    if (settings.provider() == LlmSettings.Provider.LOCAL) {
      Threads.prepare(0, 1);
      return LocalModel.open(ProgressLine.pull(settings.model(), terminal));
    }
    return Providers.open(settings, System.getenv());
  }

  Asker asker() {
    return asker;
  }

  Journal journal() {
    return journal;
  }

  /// Does work that asks the model, and tells what stopped it in words for the user.
  ///
  /// @throws Cancelled when the user stopped it
  <T> T asking(Supplier<T> work) {
    try {
      return work.get();
    } catch (LlmException.BudgetSpent e) {
      throw new UserException(
          model.id(),
          e.what(),
          "Nothing answered is lost. Allow more (llm.budget in understudy.yaml), and give the same command again.");
    } catch (LlmException.Broken e) {
      throw new UserException(model.id(), e.what(), e.fix());
    } catch (CancellationException e) {
      line.throwIfAsked();
      throw e;
    }
  }

  @Override
  public void close() {
    line.close();
    model.close();
    journal.close();
  }
}
