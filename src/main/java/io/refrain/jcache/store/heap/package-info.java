/** Keeps entries on the heap. */
@NullMarked
package io.refrain.jcache.store.heap;

import org.jspecify.annotations.NullMarked;
