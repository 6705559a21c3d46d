/** Keeps a copy on the heap of what another store has. */
@NullMarked
package io.refrain.jcache.internal.store.tiered;

import org.jspecify.annotations.NullMarked;
