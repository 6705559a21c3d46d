/** Chooses the language model that answers a question. */
@NullMarked
package io.refrain.llm;

import org.jspecify.annotations.NullMarked;
