package dev.understudy.person;

import java.time.LocalDate;
import java.util.Optional;

/// What the character cannot know: everything after `until`, or outside `world`.
public record Horizon(Optional<LocalDate> until, Optional<String> world) {}
