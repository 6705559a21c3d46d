/** Defines the contract by which a cache keeps its entries. */
@NullMarked
package io.refrain.jcache.internal.store;

import org.jspecify.annotations.NullMarked;
