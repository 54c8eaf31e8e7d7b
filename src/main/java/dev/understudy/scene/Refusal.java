package dev.understudy.scene;

/// Why something that was made is not kept: the name of what refuses it, and what is wrong.
record Refusal(String filter, String reason) {}
