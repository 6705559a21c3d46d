/** Tests what lets equal calls be one call, in one process and in several. */
@NullMarked
package io.refrain.internal.flight;

import org.jspecify.annotations.NullMarked;
