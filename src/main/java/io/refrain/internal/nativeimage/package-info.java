/** Tells the builder of a native executable what the library looks up by reflection. */
@NullMarked
package io.refrain.internal.nativeimage;

import org.jspecify.annotations.NullMarked;
