package io.refrain.bench;

import org.jspecify.annotations.Nullable;

/** The least that a question can be: enough to have its JSON parsed. */
public record BareQuestion(@Nullable String prompt) {}
