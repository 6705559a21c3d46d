/** Lets equal calls that are under way be one call. */
@NullMarked
package io.refrain.internal.flight;

import org.jspecify.annotations.NullMarked;
