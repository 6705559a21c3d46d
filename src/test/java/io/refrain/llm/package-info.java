/** Tests which model answers, and what is told when it does not. */
@NullMarked
package io.refrain.llm;

import org.jspecify.annotations.NullMarked;
