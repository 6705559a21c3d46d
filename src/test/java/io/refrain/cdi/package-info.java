/** Tests of the annotations and the provider in one container. */
@NullMarked
package io.refrain.cdi;

import org.jspecify.annotations.NullMarked;
