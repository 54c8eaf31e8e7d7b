package dev.understudy.pipeline.make;

import dev.understudy.llm.Asker;
import dev.understudy.llm.ChatRequest;
import dev.understudy.person.Rejection;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// What one step does: a file is made from others.
interface Work {
  Step step();

  /// The file it makes.
  Path output();

  /// Hash of all that the file depends on.
  ///
  /// @param model whom it would ask
  String inputs(String model);

  /// What it would ask at first.
  List<ChatRequest> requests(boolean keepsShapes);

  Product make(Asker asker);

  /// What was made and is not on the disk yet.
  ///
  /// @param content writes the file
  /// @param kept how many records are in it
  /// @param notes what a person should know of
  record Product(Consumer<Path> content, int kept, List<Rejection> rejections, List<String> notes) {
    public Product {
      rejections = List.copyOf(rejections);
      notes = List.copyOf(notes);
    }
  }
}
