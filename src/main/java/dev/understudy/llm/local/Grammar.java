package dev.understudy.llm.local;

import dev.understudy.llm.Shape;
import dev.understudy.store.Json;
import java.util.ArrayList;
import java.util.List;

/// The JSON that a shape allows, without white space between its parts.
final class Grammar {
  private final Spelling spelling;

  Grammar(Spelling spelling) {
    this.spelling = spelling;
  }

  Part of(Shape shape) {
    return switch (shape) {
      case Shape.Text text -> row(word("\""), new Text(text.mostChars(), spelling));
      case Shape.Choice choice ->
          new Words(choice.options().stream().map(Json::line).toList(), spelling);
      case Shape.Whole whole -> new Digits(whole.least(), whole.most(), spelling);
      case Shape.Truth _ -> new Words(List.of("true", "false"), spelling);
      case Shape.Items items ->
          row(word("["), new Items(of(items.item()), items.least(), items.most(), spelling));
      case Shape.Fields fields -> fields(fields);
    };
  }

  private Part fields(Shape.Fields fields) {
    List<Part> parts = new ArrayList<>();
    for (Shape.Field field : fields.fields()) {
      parts.add(word((parts.isEmpty() ? "{" : ",") + Json.line(field.name()) + ":"));
      parts.add(of(field.shape()));
    }
    parts.add(word("}"));
    return new Row(parts);
  }

  private Part word(String word) {
    return new Words(List.of(word), spelling);
  }

  private static Part row(Part... parts) {
    return new Row(List.of(parts));
  }

  private record Text(int mostChars, Spelling spelling) implements Part {
    @Override
    public Place start(Place.Rest after) {
      return new Prose(mostChars, true, spelling, after);
    }

    @Override
    public long fewest() {
      return start(new Place.End()).fewest();
    }
  }
}
