package dev.understudy.llm.local;

/// A part of a document, as its shape allows it.
interface Part {
  /// The place before its first byte.
  Place start(Place.Rest after);

  /// [Place#fewest] of this part alone.
  long fewest();
}
