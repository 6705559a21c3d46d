/** Brings the annotations and the provider together where a CDI container runs both. */
@NullMarked
package io.refrain.cdi;

import org.jspecify.annotations.NullMarked;
