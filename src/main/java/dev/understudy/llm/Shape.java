package dev.understudy.llm;

import java.util.List;

/// The JSON a reply shall have. One definition serves three ends: the JSON schema sent to providers
/// that take one, the token mask that holds the local model to it, and the check of what came back.
///
/// Every field is demanded and stands in the order given. `about` tells the model what belongs
/// there.
public sealed interface Shape {
  String about();

  /// A text of 1 to `mostChars` characters.
  record Text(String about, int mostChars) implements Shape {
    public Text {
      if (mostChars < 1) {
        throw new IllegalArgumentException("a text of at most " + mostChars + " characters");
      }
    }
  }

  /// One of several words.
  record Choice(String about, List<String> options) implements Shape {
    public Choice {
      options = List.copyOf(options);
      if (options.isEmpty()) {
        throw new IllegalArgumentException("a choice of nothing");
      }
    }
  }

  /// A whole number from `least` to `most`, both included.
  record Whole(String about, int least, int most) implements Shape {
    public Whole {
      if (least > most) {
        throw new IllegalArgumentException("from " + least + " to " + most);
      }
    }
  }

  record Truth(String about) implements Shape {}

  /// A list of `least` to `most` items, both included.
  record Items(String about, Shape item, int least, int most) implements Shape {
    public Items {
      if (least < 0 || least > most) {
        throw new IllegalArgumentException(least + " to " + most + " items");
      }
    }
  }

  record Fields(String about, List<Field> fields) implements Shape {
    public Fields {
      fields = List.copyOf(fields);
      if (fields.isEmpty()) {
        throw new IllegalArgumentException("an object without fields");
      }
    }

    public static Fields of(String about, Field... fields) {
      return new Fields(about, List.of(fields));
    }
  }

  record Field(String name, Shape shape) {}
}
