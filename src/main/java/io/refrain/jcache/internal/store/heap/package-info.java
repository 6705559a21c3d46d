/** Keeps entries on the heap. */
@NullMarked
package io.refrain.jcache.internal.store.heap;

import org.jspecify.annotations.NullMarked;
