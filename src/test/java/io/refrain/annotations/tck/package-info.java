/** Runs the TCK's tests of the annotations. */
@NullMarked
package io.refrain.annotations.tck;

import org.jspecify.annotations.NullMarked;
