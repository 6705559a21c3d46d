/** Holds the build to the whole TCK of JSR-107. */
@NullMarked
package io.refrain.jcache.tck;

import org.jspecify.annotations.NullMarked;
