package io.refrain.counterexample.llm;

import io.refrain.counterexample.chat.Room;

/** Wrong: a model that knows the resource above it. */
public final class Upwards {
    Class<?> above = Room.class;
}
