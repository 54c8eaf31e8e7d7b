package dev.understudy.person;

/// Something that was made and not kept: never dropped in silence.
///
/// @param id of the record, or of what it was made for
/// @param stage where it was made: `memories`, `scenes`, `experiences`, `protect`
/// @param filter the name of what refused it
/// @param reason what is wrong with it
/// @param found the record as JSON, or the reply as it came
public record Rejection(String id, String stage, String filter, String reason, String found) {}
