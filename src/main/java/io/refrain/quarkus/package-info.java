/** Wires the library into Quarkus. */
@NullMarked
package io.refrain.quarkus;

import org.jspecify.annotations.NullMarked;
