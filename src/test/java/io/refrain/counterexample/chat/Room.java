package io.refrain.counterexample.chat;

import io.refrain.counterexample.llm.Upwards;

/** Wrong: depends on a package that depends on this one. */
public final class Room {
    Upwards upwards = new Upwards();
}
