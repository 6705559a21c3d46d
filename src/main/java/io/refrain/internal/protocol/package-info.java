/** Turns answers of the APIs of OpenAI and Anthropic from whole ones into events and back, and tells which of them are complete. */
@NullMarked
package io.refrain.internal.protocol;

import org.jspecify.annotations.NullMarked;
