package io.refrain.chat;

import java.io.Serializable;
import java.time.Instant;

/**
 * An answer as the cache keeps it. Immutable.
 *
 * @param answer what everybody gets who asks the same
 * @param createdAt when the model gave it
 */
record StoredAnswer(Answer answer, Instant createdAt) implements Serializable {}
