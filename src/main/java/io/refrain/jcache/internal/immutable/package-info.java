/** Tells which objects nobody can change. */
@NullMarked
package io.refrain.jcache.internal.immutable;

import org.jspecify.annotations.NullMarked;
