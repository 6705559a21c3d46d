/** Runs the packaged service as its users do. */
@NullMarked
package io.refrain.packaged;

import org.jspecify.annotations.NullMarked;
