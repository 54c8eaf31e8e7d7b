package dev.understudy.pipeline;

import dev.understudy.train.MemoryPlan;
import dev.understudy.train.TimePlan;
import dev.understudy.train.Workload;
import java.util.Optional;

/// What a training will take.
///
/// @param memory in bytes, counted by shapes before anything is loaded
/// @param available bytes that this process may have in all, where the system tells
/// @param time measured; empty where there is not enough memory to make a step
public record Plan(
    String base,
    MemoryPlan memory,
    Optional<Long> available,
    Workload work,
    Optional<TimePlan> time) {}
