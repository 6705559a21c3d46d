/** Holds every store to the one contract. */
@NullMarked
package io.refrain.jcache.internal.store;

import org.jspecify.annotations.NullMarked;
