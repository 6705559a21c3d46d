/** What all adapters of models have in common: which answers are complete, how a question's fields are seen, and a cache that may fail. */
@NullMarked
package io.refrain.internal.answers;

import org.jspecify.annotations.NullMarked;
